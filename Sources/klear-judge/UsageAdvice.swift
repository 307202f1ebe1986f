import ArgumentParser

/// The likely cause of a usage error: a command or an option that is misspelt, which the parser itself may not get to
/// say, since other checks come first.
struct UsageAdvice {
  let message: String

  /// `nil` where every command and option is known.
  init?(arguments: [String]) {
    guard let advice = UsageAdvice.advice(KlearJudge.self, path: "klear-judge", arguments[...]) else { return nil }
    message = advice
  }

  /// Follows commands within commands to the first that is not known, then looks at options.
  private static func advice(
    _ command: any ParsableCommand.Type, path: String, _ arguments: ArraySlice<String>
  ) -> String? {
    let inner = command.configuration.subcommands
    if !inner.isEmpty, let first = arguments.first, !first.hasPrefix("-") {
      if let next = inner.first(where: { $0.configuration.commandName == first }) {
        return advice(next, path: "\(path) \(first)", arguments.dropFirst())
      }
      let names = inner.compactMap { $0.configuration.commandName } + ["help"]
      return names.contains(first) ? nil : unknown("command", first, names, help: "\(path) --help")
    }
    // What the root itself makes of its options, it says well enough.
    guard command != KlearJudge.self else { return nil }
    let known = options(in: KlearJudge.helpMessage(for: command, includeHidden: true))
    let given = arguments.prefix { $0 != "--" }.filter { $0.hasPrefix("--") }.map { String($0.prefix { $0 != "=" }) }
    guard let stranger = given.first(where: { !known.contains($0) }) else { return nil }
    return unknown("option", stranger, known, help: "\(path) --help")
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
