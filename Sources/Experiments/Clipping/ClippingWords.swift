import Text

/// What reproduces and what does not, in sentences that claim no more than the numbers do.
struct ClippingWords {
  let plan: ClippingPlan
  let summary: ClippingSummary

  var lines: [String] {
    controls + summary.comparisons.filter { $0.endpoint?.adjusted != nil }.map(line)
  }

  private var controls: [String] {
    summary.controls.compactMap { control in
      guard let areEqual = control.areEqual else { return nil }
      let names = control.cells.joined(separator: ", ")
      return areEqual
        ? "Negative control, one update a batch: \(names) have equal curves and weights, to the bit, for "
          + NumberText.counted(control.seeds.count, "seed", "seeds") + "."
        : "Negative control, one update a batch: the curves DIFFER (\(control.firstDifference ?? "?")): "
          + "nothing below can be trusted before that is understood."
    }
  }

  private func line(_ answer: ClippingSummary.Answer) -> String {
    guard let endpoint = answer.endpoint else { return "" }
    let interval =
      endpoint.interval.map { " (\(ClippingTables.points($0.low)) to \(ClippingTables.points($0.high)))" } ?? ""
    let pairs = NumberText.counted(answer.pairs, "pair", "pairs")
    let found =
      "\(ClippingTables.points(endpoint.mean)) points\(interval), Holm p \(ClippingTables.p(endpoint.adjusted)), \(pairs)"
    let detectable = endpoint.detectable.map { "; \(NumberText.fixed($0 * 100, 2)) points could have been seen" } ?? ""
    return "\(answer.cell) against \(answer.baseline) (\(answer.family)): \(answer.verdict): \(found)\(detectable)."
  }
}
