import Text

/// Invisible strips over a plot whose tooltips tell the values below the pointer; no script is needed.
struct HoverStrips {
  let series: [LinePlot.Series]
  let x: AxisScale
  let quantity: LinePlot.Quantity

  var svg: String {
    let places = Set(series.flatMap { $0.points.map(\.x) }).sorted()
    guard let last = places.last else { return "" }
    let stretches = Decimation.stretches(places.count, LinePlot.mostStrips)
    var values = series.map { series in
      Dictionary(series.points.map { ($0.x, $0.y) }, uniquingKeysWith: { $1 })
    }
    values = values.map { $0.filter { $0.value.isFinite } }
    var result = ""
    for (index, range) in stretches.enumerated() {
      let inside = places[range]
      guard let first = inside.first else { continue }
      // A strip ends halfway to its neighbours.
      let before = index == 0 ? x.low : (places[range.lowerBound - 1] + first) / 2
      let after = range.upperBound < places.count ? ((inside.last ?? last) + places[range.upperBound]) / 2 : x.high
      let start = x.position(of: before)
      let width = max(0, x.position(of: after) - start)
      let steps =
        inside.count == 1 ? "step \(number(first))" : "steps \(number(first)) to \(number(inside.last ?? first))"
      let lines = zip(series, values).compactMap { series, values -> String? in
        let known = inside.compactMap { values[$0] }
        guard !known.isEmpty else { return nil }
        return
          "\(series.name): \(quantity.text(known.reduce(0, +) / Double(known.count)))\(known.count > 1 ? " (mean)" : "")"
      }
      result += "<rect class=\"hit\" x=\"\(NumberText.trimmed(start * 100, 2))%\" y=\"0\" "
      result += "width=\"\(NumberText.trimmed(width * 100, 2))%\" height=\"\(LinePlot.height)\">"
      result += "<title>\(HTMLText.escape(([steps] + lines).joined(separator: "\n")))</title></rect>"
    }
    return result
  }

  private func number(_ value: Double) -> String { NumberText.count(Int(min(max(value, -9e15), 9e15).rounded())) }
}
