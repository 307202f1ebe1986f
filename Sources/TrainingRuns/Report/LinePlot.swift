import Text

/// A line plot for a report, as HTML with an SVG: no script, no text that scales, tooltips with the numbers.
///
/// ```swift
/// let plot = LinePlot(id: "loss", title: "Loss", series: [.init(name: "train", points: points)])
/// page += plot.isEmpty ? "" : plot.html
/// ```
public struct LinePlot: Sendable, Hashable {
  public struct Point: Sendable, Hashable {
    /// A step.
    public var x: Double
    public var y: Double

    public init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  public struct Series: Sendable, Hashable {
    public var name: String
    /// In the order of x; what is not finite is left out.
    public var points: [Point]
    /// A smoothed line over faint raw values; else the values are joined.
    public var isSmoothed: Bool
    /// The legend tells the sum, not the last value.
    public var showsSum: Bool

    public init(name: String, points: [Point], isSmoothed: Bool = true, showsSum: Bool = false) {
      self.name = name
      self.points = points
      self.isSmoothed = isSmoothed
      self.showsSum = showsSum
    }
  }

  public enum Style: Sendable, Hashable {
    case lines
    /// Each series stands on those before it.
    case stacked
  }

  public enum Scale: Sendable, Hashable {
    case linear
    /// Where all values are positive; else linear.
    case logarithmic
    /// Logarithmic where values span more than two powers of ten.
    case automatic
  }

  /// What the values are: how axis, legend and tooltips write them.
  public enum Quantity: Sendable, Hashable {
    /// `2.314`
    case number
    /// `3.0e-04`
    case small
    /// `3`, means of counts as `2.5`
    case count
    /// `1,234`
    case rate
    /// 0.25 as `25.0 %`
    case share
    case seconds
    case bytes
  }

  /// Names the figure in the page.
  public var id: String
  public var title: String
  /// What is measured, said beside the title.
  public var caption: String
  /// At most six have colours of their own.
  public var series: [Series]
  public var style: Style
  public var scale: Scale
  public var quantity: Quantity
  /// The axis shows 0.
  public var includesZero: Bool

  public init(
    id: String, title: String, caption: String = "", series: [Series], style: Style = .lines, scale: Scale = .linear,
    quantity: Quantity = .number, includesZero: Bool = false
  ) {
    self.id = id
    self.title = title
    self.caption = caption
    self.series = series
    self.style = style
    self.scale = scale
    self.quantity = quantity
    self.includesZero = includesZero
  }

  /// Series with a value that can be drawn.
  var drawn: [Series] {
    series.compactMap { series in
      var series = series
      series.points = series.points.filter { $0.x.isFinite && $0.y.isFinite }
      return series.points.isEmpty ? nil : series
    }
  }

  /// There is no value that can be drawn.
  public var isEmpty: Bool { drawn.isEmpty }

  /// The figure with title, legend and plot; ``ReportPage`` has its style sheet.
  public var html: String {
    let drawn = drawn
    let name = HTMLText.escape(id)
    return """
      <figure class="chart" aria-labelledby="\(name)">
      <figcaption><h3 id="\(name)">\(HTMLText.escape(title))</h3> <span class="detail">\(HTMLText.escape(caption))\
      </span>
      \(legend(drawn))</figcaption>
      \(drawn.isEmpty ? "<p class=\"empty\">Nothing to draw.</p>" : "<div class=\"plot\">\(svg)</div>")
      </figure>
      """
  }

  private func legend(_ drawn: [Series]) -> String {
    let entries = drawn.enumerated().map { index, series in
      let sum = series.points.reduce(0) { $0 + $1.y }
      let value =
        series.showsSum ? quantity.text(sum) + " in all" : series.points.last.map { quantity.text($0.y) } ?? ""
      let last = " <span class=\"last\">\(HTMLText.escape(value))</span>"
      return "<li><span class=\"swatch s\(color(index, drawn))\" aria-hidden=\"true\"></span>"
        + "\(HTMLText.escape(series.name))\(last)</li>"
    }
    return "<ul class=\"legend\">\(entries.joined())</ul>"
  }

  /// A series keeps its colour though one before it is empty.
  func color(_ index: Int, _ drawn: [Series]) -> Int {
    (series.firstIndex { $0.name == drawn[index].name } ?? index) % 6
  }
}

extension LinePlot.Quantity {
  func text(_ value: Double) -> String {
    switch self {
    case .number: MetricText.significant(value, 4)
    case .small: MetricText.scientific(value)
    case .count: MetricText.count(value)
    case .rate: MetricText.rate(value)
    case .share: MetricText.significant(value * 100, 3) + " %"
    case .seconds: NumberText.seconds(value)
    case .bytes: NumberText.bytes(Int(min(max(0, value), 9e18).rounded()))
    }
  }

  var unit: AxisScale.Unit {
    switch self {
    case .number, .small, .count, .rate: .plain
    case .share: .share
    case .seconds: .seconds
    case .bytes: .bytes
    }
  }
}
