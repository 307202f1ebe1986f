import ArgumentParser

/// The likely cause of a usage error: a command or an option that is misspelt, which the parser itself may not get to
/// say, since other checks come first.
struct UsageAdvice {
  let message: String

  /// `nil` where every command and option is known.
  init?(arguments: [String]) {
    let commands = KlearJudge.configuration.subcommands
    let names = commands.compactMap { $0.configuration.commandName } + ["help"]
    guard let first = arguments.first else { return nil }
    if !first.hasPrefix("-"), !names.contains(first) {
      message = UsageAdvice.unknown("command", first, names, help: "klear-judge --help")
      return
    }
    guard let command = commands.first(where: { $0.configuration.commandName == first }) else { return nil }
    let known = UsageAdvice.options(in: KlearJudge.helpMessage(for: command, includeHidden: true))
    let given = arguments.dropFirst().prefix { $0 != "--" }.filter { $0.hasPrefix("--") }
      .map { String($0.prefix { $0 != "=" }) }
    guard let stranger = given.first(where: { !known.contains($0) }) else { return nil }
    message = UsageAdvice.unknown("option", stranger, known, help: "klear-judge \(first) --help")
  }

  private static func unknown(_ kind: String, _ word: String, _ known: [String], help: String) -> String {
    let near = known.map { (name: $0, distance: distance(word, $0)) }.min { $0.distance < $1.distance }
    // Beyond a third of its letters a word is another one.
    if let near, near.distance <= max(1, word.count / 3) {
      return "there is no \(kind) \"\(word)\"; did you mean \"\(near.name)\"?"
    }
    return "there is no \(kind) \"\(word)\"; see \(help)"
  }

  /// The long options that a help text names.
  static func options(in help: String) -> [String] {
    var found: [String] = []
    for word in help.split(whereSeparator: { !($0.isASCII && ($0.isLetter || $0 == "-")) }) {
      if word.hasPrefix("--"), word.count > 2, !found.contains(String(word)) { found.append(String(word)) }
    }
    return found
  }

  /// Letters to put in, take out or replace (Levenshtein).
  static func distance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (position, letter) in left.enumerated() {
      var diagonal = row[0]
      row[0] = position + 1
      for (column, other) in right.enumerated() {
        let replaced = diagonal + (letter == other ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(replaced, row[column] + 1, row[column + 1] + 1)
      }
    }
    return row[right.count]
  }
}
