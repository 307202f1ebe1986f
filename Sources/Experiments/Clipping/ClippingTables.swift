import Text

/// The report's tables.
struct ClippingTables {
  let plan: ClippingPlan
  let summary: ClippingSummary

  static func share(_ value: Double?) -> String {
    value.map { NumberText.fixed($0 * 100, 1) + " %" } ?? "–"
  }

  /// Differences in points of pass@1.
  static func points(_ value: Double?) -> String {
    value.map { ($0 < 0 ? "−" : "+") + NumberText.fixed(abs($0) * 100, 2) } ?? "–"
  }

  static func p(_ value: Double?) -> String {
    value.map { $0 < 0.0001 ? "< 0.0001" : NumberText.fixed($0, 4) } ?? "–"
  }

  private static func table(_ id: String, _ title: String, _ head: [String], _ rows: [[String]]) -> String {
    if rows.isEmpty { return "" }
    // Names first, then numbers; what is a sentence stands at the end.
    func cell(_ text: String, _ place: Int) -> String {
      let isNumber = text.first.map { "+−–<0123456789".contains($0) } ?? false
      return "<td\(isNumber ? " class=\"number\"" : "")>\(HTMLText.escape(text))</td>"
    }
    return """
      <section aria-labelledby="\(id)"><h2 id="\(id)">\(HTMLText.escape(title))</h2>
      <div class="scroll"><table><thead><tr>\(head.map { "<th scope=\"col\">\($0)</th>" }.joined())</tr></thead><tbody>
      \(rows.map { row in "<tr>\(row.enumerated().map { cell($1, $0) }.joined())</tr>" }.joined(separator: "\n"))
      </tbody></table></div></section>
      """
  }

  var comparisons: String {
    let label = summary.isEvidence ? "" : " (quick: no evidence)"
    return Self.table(
      "comparisons", "Comparisons, in points of held-out pass@1\(label)",
      [
        "Family", "Cell", "Against", "Pairs", "Difference", "95 %", "Wins", "p", "Holm", "Detectable", "Area",
        "Area, Holm",
        "Verdict",
      ],
      summary.comparisons.filter { $0.pairs > 0 }.map { answer in
        let (endpoint, area) = (answer.endpoint, answer.area)
        return [
          answer.family, answer.cell, answer.baseline, "\(answer.pairs) of \(answer.planned)",
          Self.points(endpoint?.mean),
          endpoint?.interval.map { "\(Self.points($0.low)) to \(Self.points($0.high))" } ?? "–",
          endpoint.map { "\($0.wins) of \(answer.pairs)" } ?? "–", Self.p(endpoint?.p), Self.p(endpoint?.adjusted),
          endpoint?.detectable.map { NumberText.fixed($0 * 100, 2) } ?? "–", Self.points(area?.mean),
          Self.p(area?.adjusted), answer.verdict,
        ]
      })
  }

  var regimes: String {
    Self.table(
      "regimes", "Regimes, set beforehand by clip-higher’s clipped fraction at step 20",
      ["Regime", "Asked for", "Found", "In it", "Prompts an update", "Epochs", "Rate", "Rates to choose from"],
      plan.regimes.map { regime in
        [
          regime.name, regime.band.map { "\(NumberText.fixed($0 * 100, 1))" }.joined(separator: " to ") + " %",
          regime.clippedFraction.map { NumberText.fixed($0 * 100, 2) + " %" } ?? "–",
          regime.clippedFraction == nil ? "–" : regime.isInBand ? "yes" : "no", "\(regime.miniBatchPrompts)",
          "\(regime.epochs)", "\(regime.rate)", regime.rates.map { "\($0)" }.joined(separator: ", "),
        ]
      })
  }

  var cells: String {
    Self.table(
      "cells", "Cells",
      [
        "Cell", "Rate", "Seeds", "pass@1, last quarter", "Deviation over seeds", "Area", "Clipped",
        "Entropy, last quarter",
        "Largest gradient norm", "Groups without difference", "Seconds a run",
      ],
      summary.cells.filter { !$0.seeds.isEmpty }.map { cell in
        [
          cell.name, cell.rate.map { "\($0)" } ?? "–", "\(cell.seeds.count) of \(cell.planned)",
          Self.share(cell.endpointMean), cell.endpointDeviation.map { NumberText.fixed($0 * 100, 2) } ?? "–",
          Self.share(cell.areaMean), cell.clippedFraction.map { NumberText.fixed($0 * 100, 2) + " %" } ?? "–",
          cell.entropy.map { NumberText.fixed($0, 3) } ?? "–",
          cell.gradientNormMost.map { NumberText.fixed($0, 2) } ?? "–", Self.share(cell.zeroAdvantageShare),
          cell.secondsMean.map { NumberText.fixed($0, 1) } ?? "–",
        ]
      })
  }
}
