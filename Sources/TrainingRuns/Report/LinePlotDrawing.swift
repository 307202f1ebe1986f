import Glibc
import Text

/// How a plot is drawn: positions across are percentages and heights are pixels, so that text never scales; lines are
/// in an inner picture that is stretched to the width.
extension LinePlot {
  static let height = 180
  static let width = 1_000
  /// More raw values than this are drawn as a band line, not as dots.
  static let mostDots = 120
  static let mostPoints = 600
  static let mostStrips = 120

  /// The plot alone; empty where there is nothing to draw.
  public var svg: String {
    let drawn = drawn
    guard !drawn.isEmpty else { return "" }
    let frame = frame(drawn)
    var outer = ""
    var inner = ""
    for tick in frame.y.ticks {
      let y = NumberText.trimmed(frame.pixels(tick.value), 1)
      outer += "<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"\(y)\" y2=\"\(y)\"/>"
      outer += "<text x=\"-8\" y=\"\(y)\" dy=\"0.35em\" text-anchor=\"end\">\(tick.label)</text>"
    }
    outer += "<line class=\"axis\" x1=\"0\" x2=\"100%\" y1=\"\(Self.height)\" y2=\"\(Self.height)\"/>"
    outer += "<text x=\"-14\" y=\"\(Self.height + 18)\" text-anchor=\"end\">step</text>"
    for tick in frame.x.ticks {
      let x = percent(frame.x.position(of: tick.value))
      outer += "<line class=\"axis\" x1=\"\(x)\" x2=\"\(x)\" y1=\"\(Self.height)\" y2=\"\(Self.height + 4)\"/>"
      outer += "<text x=\"\(x)\" y=\"\(Self.height + 18)\" text-anchor=\"middle\">\(tick.label)</text>"
    }
    switch style {
    case .stacked: inner = areas(drawn, frame)
    case .lines:
      for (index, series) in drawn.enumerated() {
        let (lines, dots) = marks(series, "s\(color(index, drawn))", frame)
        inner += lines
        outer += dots
      }
    }
    let picture =
      "<svg viewBox=\"0 0 \(Self.width) \(Self.height)\" preserveAspectRatio=\"none\" width=\"100%\" "
      + "height=\"\(Self.height)\" class=\"inner\">\(inner)</svg>"
    return "<svg width=\"100%\" height=\"\(Self.height + 24)\" role=\"img\" aria-labelledby=\"\(HTMLText.escape(id))\">"
      + outer + picture + HoverStrips(series: drawn, x: frame.x, quantity: quantity).svg + "</svg>"
  }

  // MARK: Frame

  struct Frame {
    var x: AxisScale
    var y: AxisScale

    func across(_ value: Double) -> Double { x.position(of: value) * Double(LinePlot.width) }
    func pixels(_ value: Double) -> Double { Double(LinePlot.height) * (1 - y.position(of: value)) }
  }

  private func frame(_ drawn: [Series]) -> Frame {
    let xs = drawn.flatMap { $0.points.map(\.x) }
    let x = AxisScale.linear(xs.min() ?? 0, xs.max() ?? 1, most: 6, isTight: true, onlyWhole: true)
    var values = drawn.flatMap { $0.points.map(\.y) }
    if style == .stacked { values = Self.totals(drawn) + [0] }
    if includesZero { values.append(0) }
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    let isLogarithmic =
      switch scale {
      case .linear: false
      case .logarithmic: low > 0
      case .automatic: low > 0 && high / low > 100
      }
    let y = isLogarithmic ? AxisScale.logarithmic(low, high) : AxisScale.linear(low, high, unit: quantity.unit, most: 5)
    return Frame(x: x, y: y)
  }

  // MARK: Lines and dots

  private func marks(_ series: Series, _ style: String, _ frame: Frame) -> (lines: String, dots: String) {
    let points = series.points
    let smooths = series.isSmoothed && points.count >= Smoothing.fewest
    var lines = ""
    var dots = ""
    if points.count <= Self.mostDots {
      for point in points {
        let (x, y) = (percent(frame.x.position(of: point.x)), NumberText.trimmed(frame.pixels(point.y), 1))
        dots +=
          "<circle class=\"\(style)\(smooths ? " raw" : "")\" cx=\"\(x)\" cy=\"\(y)\" r=\"\(smooths ? 2 : 2.5)\"/>"
      }
    } else if smooths {
      lines += polyline(Decimation.extremes(points, most: Self.mostPoints), "\(style) raw", frame)
    }
    var line = points
    if smooths {
      // On a logarithmic axis the mean of the logarithms is the middle that one sees.
      let values = Smoothing.smoothed(points.map { frame.y.isLogarithmic ? Self.logarithm($0.y) : $0.y })
      line = zip(points, values).map { Point(x: $0.x, y: frame.y.isLogarithmic ? Self.power($1) : $1) }
    }
    if line.count > 1 {
      lines += polyline(
        smooths ? Decimation.every(line, most: Self.mostPoints) : Decimation.extremes(line, most: Self.mostPoints),
        style, frame)
    }
    return (lines, dots)
  }

  private func polyline(_ points: [Point], _ style: String, _ frame: Frame) -> String {
    let text = points.map { coordinates($0.x, frame.pixels($0.y), frame) }.joined(separator: " ")
    return "<polyline class=\"\(style)\" points=\"\(text)\"/>"
  }

  private func coordinates(_ x: Double, _ pixels: Double, _ frame: Frame) -> String {
    "\(NumberText.trimmed(frame.across(x), 1)),\(NumberText.trimmed(pixels, 1))"
  }

  // MARK: Areas

  /// The sums at each place; a series without a value there counts as 0.
  private static func totals(_ drawn: [Series]) -> [Double] {
    var sums: [Double: Double] = [:]
    for series in drawn { for point in series.points { sums[point.x, default: 0] += max(0, point.y) } }
    return Array(sums.values)
  }

  private func areas(_ drawn: [Series], _ frame: Frame) -> String {
    let places = Decimation.places(drawn.flatMap { $0.points.map(\.x) }, most: Self.mostPoints / 2)
    var below = [Double](repeating: 0, count: places.count)
    var result = ""
    for (index, series) in drawn.enumerated() {
      var values: [Double: Double] = [:]
      for point in series.points { values[point.x] = max(0, point.y) }
      let above = zip(places, below).map { $1 + (values[$0] ?? 0) }
      let top = zip(places, above).map { coordinates($0, frame.pixels($1), frame) }
      let bottom = zip(places, below).reversed().map { coordinates($0, frame.pixels($1), frame) }
      // A single step has no width; it is shown as a bar over the whole plot.
      let isSingle = places.count == 1
      let edges = isSingle ? bar(above[0], below[0], frame) : top + bottom
      result += "<polygon class=\"s\(color(index, drawn)) area\" points=\"\(edges.joined(separator: " "))\"/>"
      below = above
    }
    return result
  }

  private func bar(_ above: Double, _ below: Double, _ frame: Frame) -> [String] {
    let (top, bottom) = (NumberText.trimmed(frame.pixels(above), 1), NumberText.trimmed(frame.pixels(below), 1))
    return ["400,\(top)", "600,\(top)", "600,\(bottom)", "400,\(bottom)"]
  }

  private func percent(_ share: Double) -> String { NumberText.trimmed(share * 100, 2) + "%" }

  private static func logarithm(_ value: Double) -> Double { log10(max(value, 1e-300)) }
  private static func power(_ value: Double) -> Double { pow(10, value) }
}
