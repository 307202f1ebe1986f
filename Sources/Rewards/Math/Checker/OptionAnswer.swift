/// The letters of multiple-choice options, in their common wrappings.
enum OptionAnswer {
  /// `nil` where the gold is no option: then the pair is compared by meaning.
  static func compare(gold: String, prediction: String) -> Judgement? {
    guard mayName(gold), let wanted = letters(gold, allowsText: false) else { return nil }
    guard let given = letters(prediction, allowsText: wanted.count == 1) else { return nil }
    return judgement(wanted, given)
  }

  private static func judgement(_ wanted: Set<Character>, _ given: Set<Character>) -> Judgement {
    let form = { (letters: Set<Character>) in letters.sorted().map(String.init).joined(separator: ", ") }
    if wanted == given {
      return Judgement(correct: true, code: .structure, goldForm: form(wanted), predictionForm: form(given))
    }
    return Judgement(
      correct: false, code: .different, detail: "other options", goldForm: form(wanted), predictionForm: form(given))
  }

  /// A gold that gives the letter and what it stands for, `(B) 12`, against a letter.
  static func compareWithText(gold: String, prediction: String) -> Judgement? {
    guard beginsWithOption(gold), gold.utf8.count <= 200, letters(gold, allowsText: false) == nil,
      let wanted = letters(gold, allowsText: true),
      let given = letters(prediction, allowsText: false), given.count == 1
    else { return nil }
    return judgement(wanted, given)
  }

  /// Whether `(B)` stands at the start, in whatever wrapping.
  private static func beginsWithOption(_ text: String) -> Bool {
    let start = Array(text.utf8.prefix(24))
    guard let open = start.firstIndex(of: 0x28), open + 2 < start.count else { return false }
    return (0x41...0x4A).contains(start[open + 1]) && (start[open + 2] == 0x29 || start[open + 2] == 0x7D)
  }

  /// A quick look: golds with digits, or longer than letters in their wrappings, name no options.
  private static func mayName(_ text: String) -> Bool {
    var hasBackslash = false
    var length = 0
    for byte in text.utf8 {
      length += 1
      if byte &- 0x30 < 10 || byte == 0x3D || length > 80 { return false }
      if byte == 0x5C { hasBackslash = true }
    }
    return hasBackslash || length <= 24
  }

  /// The options that a text names and nothing else: `B`, `(B)`, `\textbf{(B) }`, `A, C`, `AC`; with text behind a letter
  /// in brackets, `(B) 12`, if that is allowed.
  static func letters(_ text: String, allowsText: Bool) -> Set<Character>? {
    guard text.utf8.count <= 400 else { return nil }
    let plain = unwrapped(text)
    var found: Set<Character> = []
    // Whether a bracket, a point or a colon stands behind the letter, as behind the letters of options.
    var isMarked = false
    var rest = Substring(plain)
    while let first = rest.first {
      if allowsText, found.count == 1, isMarked, !namesOption(rest) { return found }
      if first == "(" || first == "[" {
        rest.removeFirst()
      } else if first == " " || first == "," || first == "." || first == ")" || first == "]" || first == ":"
        || first == "$"
      {
        if found.count == 1, first == ")" || first == "]" || first == "." || first == ":" { isMarked = true }
        rest.removeFirst()
      } else if rest.hasPrefix("and ") {
        rest.removeFirst(4)
      } else if let letter = option(first), rest.dropFirst().first.map(isEnd) ?? true || isRun(rest) {
        guard found.insert(letter).inserted else { return nil }
        rest.removeFirst()
      } else {
        return nil
      }
    }
    return found.isEmpty ? nil : found
  }

  /// Whether a text goes on with a blank, another option, or words that take the first one back.
  private static func namesOption(_ text: Substring) -> Bool {
    guard let first = text.first, !isEnd(first), first != "(", first != "[" else { return true }
    let words = text.split { !$0.isLetter }
    let refused: Set<Substring> = ["or", "and", "not", "wrong", "incorrect", "is", "isn", "nor", "but", "maybe", "it"]
    if words.contains(where: { refused.contains(Substring($0.lowercased())) }) { return true }
    return words.contains { $0.count == 1 && $0 != "a" && $0.first.map { ("A"..."J").contains($0) } == true }
  }

  private static func option(_ character: Character) -> Character? {
    let upper = Character(character.uppercased())
    return ("A"..."J").contains(upper) ? upper : nil
  }

  private static func isEnd(_ character: Character) -> Bool { " ,.)]:$".contains(character) }

  /// Capital letters beside each other in alphabetical order, as several options are written.
  private static func isRun(_ text: Substring) -> Bool {
    let run = text.prefix { !isEnd($0) }
    guard run.count <= 6, run.allSatisfy({ ("A"..."J").contains($0) }) else { return false }
    return zip(run, run.dropFirst()).allSatisfy { $0 < $1 }
  }

  /// Without the commands that only dress a text.
  private static func unwrapped(_ text: String) -> String {
    var result = ""
    var rest = Substring(text)
    let commands = [
      "\\text", "\\textbf", "\\mathrm", "\\mathbf", "\\textit", "\\mbox", "\\rm", "\\bf", "\\left", "\\right",
      "\\boxed", "\\;", "\\,", "\\ ",
    ]
    while let first = rest.first {
      if first == "\\", let command = commands.filter({ rest.hasPrefix($0) }).max(by: { $0.count < $1.count }) {
        rest.removeFirst(command.count)
        result += command.hasSuffix(" ") ? " " : ""
      } else {
        if first != "{", first != "}", first != "*" { result.append(first) }
        rest.removeFirst()
      }
    }
    return result
  }
}
