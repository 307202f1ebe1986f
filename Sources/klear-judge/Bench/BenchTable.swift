import Rewards

/// One figure of ours beside one of a peer, as the contract names its keys.
struct BenchRow {
  var name: String
  var unit: String
  var ours: Double
  var peer: Double?
  var peerName: String
  /// Why there is no figure of the peer.
  var missing: String?
  /// How many runs or tests each figure is about.
  var count: Int

  var ratio: Double? { peer.flatMap { $0 > 0 ? ours / $0 : nil } }

  var json: String {
    var row = JSONObjectText()
    row.add("name", name)
    row.add("unit", unit)
    row.add("ours", ours)
    row.add("peer", peer)
    row.add("peer_name", peerName)
    row.add("ratio", ratio)
    row.add("n", count)
    if let missing { row.add("missing", missing) }
    return row.line
  }
}

/// Prints rows as they come.
struct BenchTable {
  let format: OutputFormat
  private var hasHeader = false

  init(format: OutputFormat) { self.format = format }

  mutating func add(_ row: BenchRow) {
    guard format == .text else { return print(row.json) }
    if !hasHeader {
      print(line("", "unit", "ours", "peer", "ratio", "n", "peer's name"))
      hasHeader = true
    }
    print(
      line(
        row.name, row.unit, BenchTable.number(row.ours), row.peer.map(BenchTable.number) ?? "-",
        row.ratio.map(BenchTable.number) ?? "-", String(row.count), row.peerName + (row.missing.map { ": \($0)" } ?? "")
      ))
  }

  /// For people; rows have the same figures.
  func add(chart: String) {
    if format == .text { print("\n" + chart) }
  }

  private func line(
    _ name: String, _ unit: String, _ ours: String, _ peer: String, _ ratio: String, _ count: String, _ peerName: String
  ) -> String {
    [
      BenchTable.padded(name, 44), BenchTable.padded(unit, 8), BenchTable.right(ours, 9), BenchTable.right(peer, 9),
      BenchTable.right(ratio, 7), BenchTable.right(count, 6), "  " + peerName,
    ].joined()
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(1, width - text.count)) + text
  }

  /// Three significant digits.
  static func number(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return "0" }
    var digits = 2
    var magnitude = abs(value)
    while magnitude >= 10, digits > 0 {
      magnitude /= 10
      digits -= 1
    }
    while magnitude < 1, digits < 6 {
      magnitude *= 10
      digits += 1
    }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let rounded = (value * scale).rounded() / scale
    return digits == 0 ? String(Int(rounded)) : String(rounded)
  }
}

extension [Double] {
  /// The middle one, or the mean of the two.
  var median: Double {
    guard !isEmpty else { return 0 }
    let sorted = sorted()
    return count % 2 == 1 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2
  }
}
