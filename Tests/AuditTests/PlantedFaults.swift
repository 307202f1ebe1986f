import Foundation

/// Plants faults in clean rows: each kind in rows of its own, so that each finding can be told right or wrong.
struct PlantedFaults {
  private(set) var rows: [String]
  /// Check → lines, from 1.
  private(set) var planted: [String: Set<Int>] = [:]
  /// Check → lines that the check may speak about too.
  private(set) var allowed: [String: Set<Int>] = [:]
  private var dice: Dice
  private var clean: [[String: Any]]
  private var free: [Int]

  init(_ clean: [[String: Any]], seed: UInt64) {
    self.clean = clean
    dice = Dice(seed)
    rows = clean.map(JSON.line)
    free = Array(clean.indices)
    free.shuffle(using: &dice)
  }

  /// Changes rows that nothing was planted in yet.
  mutating func change(_ check: String, _ count: Int, _ edit: (inout [String: Any], Int) -> Void) {
    for number in 0..<count {
      guard let index = free.popLast() else { return }
      edit(&clean[index], number)
      rows[index] = JSON.line(clean[index])
      planted[check, default: []].insert(index + 1)
    }
  }

  /// Puts another text in place of rows.
  mutating func replace(_ check: String, _ count: Int, _ text: (String, Int) -> String) {
    for number in 0..<count {
      guard let index = free.popLast() else { return }
      rows[index] = text(rows[index], number)
      planted[check, default: []].insert(index + 1)
    }
  }

  /// Adds rows that were made from clean ones, at the end.
  mutating func add(
    _ check: String, _ count: Int, pairs: Bool = false, _ edit: (inout [String: Any], Int, inout Dice) -> Void
  ) {
    for number in 0..<count {
      guard let index = free.popLast() else { return }
      var row = clean[index]
      row["id"] = "planted-\(check)-\(number)"
      edit(&row, number, &dice)
      rows.append(JSON.line(row))
      planted[check, default: []].insert(rows.count)
      // Both rows of a pair are part of it.
      if pairs { planted[check, default: []].insert(index + 1) } else { allowed[check, default: []].insert(index + 1) }
    }
  }

  /// Rows of one fault have another by their nature.
  mutating func allow(_ check: String, where other: String) {
    allowed[check, default: []].formUnion(planted[other] ?? [])
  }

  func score(_ check: String, _ found: [Found]) -> Score {
    Score(
      planted: planted[check] ?? [], flagged: Set(found.filter { $0.check == check }.map(\.line)),
      allowed: allowed[check] ?? [])
  }
}

extension String {
  /// A tenth of the words replaced by others, numbers left alone.
  func reworded(_ dice: inout Dice, share: Double = 0.1) -> String {
    let others = ["really", "certain", "given", "some", "quite", "new", "local", "entire"]
    var words = split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    let candidates = words.indices.filter { !words[$0].contains(where: \.isNumber) && words[$0].count > 3 }
    let count = max(1, Int(Double(words.count) * share))
    for index in candidates.shuffled(using: &dice).prefix(count) {
      words[index] = others.randomElement(using: &dice) ?? "some"
    }
    return words.joined(separator: " ")
  }

  /// UTF-8 read as Latin-1 and written again.
  var mojibake: String { String(String.UnicodeScalarView(utf8.map { Unicode.Scalar($0) })) }
}
