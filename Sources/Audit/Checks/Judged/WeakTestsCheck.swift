import Rewards

/// Tests that programs pass which were changed in one place.
struct WeakTestsCheck: JudgedCheck {
  static let about = CheckDescription(
    id: "tests_weak", severity: .warning, cost: .sandbox,
    summary: "Many programs that were made wrong in one place (a sign, a bound, a constant) pass all tests.",
    advice: "Add tests that tell these programs from the reference: bounds, ties, empty and large inputs.")

  private let count: Int
  private let share: Double
  /// Fewer changed programs say nothing.
  private static let fewest = 4

  init(_ settings: AuditSettings) {
    count = settings.mutants
    share = settings.weakShare
  }

  func remarks(on trial: Trial) async throws -> [Remark] {
    guard count > 0,
      let reference = trial.accepted.first(where: { $0.submission.language == "python3" })?.submission,
      case .source(let source) = reference.body
    else { return [] }
    let mutants = Mutation.mutants(of: source, count: count)
    guard mutants.count >= Self.fewest else { return [] }
    var survivors: [Mutation] = []
    var killed = 0
    for mutant in mutants {
      // Once so many were found out, the share can no longer be reached.
      if Double(killed) > (1 - share) * Double(mutants.count) { return [] }
      let submission = Submission(
        id: "mutant", problemID: trial.problem.id, language: reference.language, body: .source(mutant.program))
      let result = await trial.bench.quick.judge(submission, of: trial.problem)
      if result.verdict == .internalError { throw TrialFault(message: result.message ?? "") }
      if result.verdict == .accepted { survivors.append(mutant) } else { killed += 1 }
    }
    let survived = Double(survivors.count) / Double(mutants.count)
    guard survived >= share, let first = survivors.first else { return [] }
    return [
      Remark(
        "\(survivors.count) of \(mutants.count) changed references pass all tests, for one: \(first.words)",
        confidence: min(0.95, 0.5 + survived / 2))
    ]
  }
}

/// A program with one change.
struct Mutation: Sendable, Hashable {
  var program: String
  /// `line 4: < became <=`.
  var words: String

  private static let swaps: [String: String] = [
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "+": "-", "*": "+", "//": "*", "%": "*",
    "/": "*",
    "+=": "-=", "-=": "+=", "and": "or", "or": "and", "True": "False", "False": "True", "min": "max", "max": "min",
    "not": "", "**": "*", "all": "any", "any": "all",
  ]

  /// Changes spread over the program, each in one place, in an order that does not hang on chance.
  static func mutants(of source: String, count: Int) -> [Mutation] {
    let scan = PythonScan(source)
    var found: [Mutation] = []
    for index in scan.tokens.indices where !isFixed(scan, index) {
      guard let text = replacement(scan, index) else { continue }
      let token = scan.tokens[index]
      var bytes = scan.bytes
      let line = bytes[..<token.range.lowerBound].count { $0 == 0x0A } + 1
      let old = scan.text(index)
      bytes.replaceSubrange(text.range, with: text.bytes)
      let shown = text.bytes.isEmpty ? "nothing" : String(decoding: text.bytes, as: UTF8.self)
      found.append(
        Mutation(program: String(decoding: bytes, as: UTF8.self), words: "line \(line): \(old) became \(shown)"))
    }
    guard found.count > count, count > 0 else { return found }
    return (0..<count).map { found[$0 * found.count / count] }
  }

  /// Imports, decorators and what stands in a signature stay as they are.
  private static func isFixed(_ scan: PythonScan, _ index: Int) -> Bool {
    var first = index
    while first > 0, !scan.tokens[first].startsLine { first -= 1 }
    let word = scan.text(first)
    if ["import", "from", "@", "class", "global", "nonlocal", "assert", "raise", "print"].contains(word) {
      return true
    }
    return word == "def"
  }

  private static func replacement(_ scan: PythonScan, _ index: Int) -> (range: Range<Int>, bytes: [UInt8])? {
    let token = scan.tokens[index]
    let text = scan.text(index)
    switch token.kind {
    case .number:
      guard let value = Int(text), value < 1_000_000_000 else { return nil }
      return (token.range, Array(String(value + 1).utf8))
    case .string: return nil
    case .name:
      if text == "return", index + 1 < scan.tokens.count, !scan.tokens[index + 1].startsLine,
        scan.text(index + 1) != "None"
      {
        var last = index + 1
        while last + 1 < scan.tokens.count, !scan.tokens[last + 1].startsLine { last += 1 }
        guard scan.text(last) != ";" else { return nil }
        return (token.range.upperBound..<scan.tokens[last].range.upperBound, Array(" None".utf8))
      }
      guard let other = swaps[text] else { return nil }
      // Only calls of min, max, all and any; a name may be anybody's.
      if ["min", "max", "all", "any"].contains(text), scan.text(index + 1) != "(" { return nil }
      if text == "not", scan.text(index + 1) == "in" || scan.text(index - 1) == "is" { return nil }
      return (token.range, Array(other.utf8))
    case .sign:
      guard let other = swaps[text] else { return nil }
      // A sign before an operand, and the stars of arguments, are no operators between two.
      guard index > 0, !scan.tokens[index].startsLine else { return nil }
      let before = scan.tokens[index - 1]
      let isOperand = before.kind != .sign || [")", "]", "}"].contains(scan.text(index - 1))
      let isKeyword =
        before.kind == .name
        && ["return", "in", "and", "or", "not", "if", "else", "lambda", "print"].contains(scan.text(index - 1))
      guard isOperand, !isKeyword else { return nil }
      return (token.range, Array(other.utf8))
    }
  }
}
