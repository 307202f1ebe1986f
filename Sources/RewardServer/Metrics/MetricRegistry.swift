import Synchronization

/// Counters, gauges and histograms in Prometheus' text format. Labels come from closed lists, so their number is bounded.
final class MetricRegistry: Sendable {
  enum Kind: String, Sendable {
    case counter
    case gauge
    case histogram
  }

  struct Family: Sendable {
    var name: String
    var help: String
    var kind: Kind
    /// Upper bounds of a histogram.
    var bounds: [Double] = []
  }

  private struct Series {
    var labels: [(String, String)]
    var value = 0.0
    var buckets: [Int] = []
    var count = 0
  }

  private let families: [Family]
  private let places: [String: Int]
  private let series: Mutex<[[String: Series]]>

  init(_ families: [Family]) {
    self.families = families
    places = Dictionary(uniqueKeysWithValues: families.enumerated().map { ($1.name, $0) })
    series = Mutex(families.map { _ in [:] })
  }

  func add(_ name: String, _ labels: [(String, String)] = [], by amount: Double = 1) {
    update(name, labels) { $0.value += amount }
  }

  func set(_ name: String, _ labels: [(String, String)] = [], to value: Double) {
    update(name, labels) { $0.value = value }
  }

  func observe(_ name: String, _ labels: [(String, String)] = [], _ value: Double) {
    guard let place = places[name] else { return }
    let bounds = families[place].bounds
    update(name, labels) { series in
      if series.buckets.isEmpty { series.buckets = [Int](repeating: 0, count: bounds.count) }
      if let index = bounds.firstIndex(where: { value <= $0 }) { series.buckets[index] += 1 }
      series.value += value
      series.count += 1
    }
  }

  private func update(_ name: String, _ labels: [(String, String)], _ change: (inout Series) -> Void) {
    guard let place = places[name] else { return }
    let key = labels.map(\.1).joined(separator: "\u{0}")
    series.withLock { series in change(&series[place][key, default: Series(labels: labels)]) }
  }

  /// The whole text.
  func text() -> String {
    let all = series.withLock { $0 }
    var text = ""
    for (family, series) in zip(families, all) {
      text += "# HELP \(family.name) \(family.help)\n# TYPE \(family.name) \(family.kind.rawValue)\n"
      let sorted = series.sorted { $0.key < $1.key }.map(\.value)
      // A counter without labels is there from the start, at zero.
      if sorted.isEmpty, family.kind == .counter { text += "\(family.name) 0\n" }
      for series in sorted {
        guard family.kind == .histogram else {
          text += "\(family.name)\(Self.labels(series.labels)) \(Self.number(series.value))\n"
          continue
        }
        var sum = 0
        for (bound, count) in zip(family.bounds, series.buckets) {
          sum += count
          text += "\(family.name)_bucket\(Self.labels(series.labels + [("le", Self.number(bound))])) \(sum)\n"
        }
        text += "\(family.name)_bucket\(Self.labels(series.labels + [("le", "+Inf")])) \(series.count)\n"
        text += "\(family.name)_sum\(Self.labels(series.labels)) \(Self.number(series.value))\n"
        text += "\(family.name)_count\(Self.labels(series.labels)) \(series.count)\n"
      }
    }
    return text
  }

  private static func labels(_ labels: [(String, String)]) -> String {
    guard !labels.isEmpty else { return "" }
    let parts = labels.map { name, value in
      var escaped = ""
      for character in value {
        switch character {
        case "\\": escaped += "\\\\"
        case "\"": escaped += "\\\""
        case "\n": escaped += "\\n"
        default: escaped.append(character)
        }
      }
      return "\(name)=\"\(escaped)\""
    }
    return "{" + parts.joined(separator: ",") + "}"
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
  }
}
