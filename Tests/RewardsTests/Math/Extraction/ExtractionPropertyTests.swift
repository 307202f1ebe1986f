import Testing

@testable import Rewards

/// What holds for any text.
@Suite struct ExtractionPropertyTests {
  private static let pieces = [
    "\\boxed{", "}", "{", "$", "$$", "\\(", "\\)", "\\[", "\\]", "\\", "\\\\", "<think>", "</think>", "<answer>",
    "</answer>", "7", "-5", "1,000", "0.5", "x", "=", "+", "^", "_", "(", ")", "[", "]", ",", ".", "?", "!", ":", ";",
    "%", "**", "\"", "'", "#", "####", " ", "\n", "the answer is ", "answer", " not ", "but", " or ", " and ",
    "wait, no, ", "that is wrong", "答案是", "réponse", "\\frac{1}{2}", "\\text{ and }", "\\begin{align}", "\\end{align}",
    "&", "<!--", "-->", "|", "A", "(B)", "is", "cm", "°", "−", "\u{200B}", "７", "\\left(", "\\right)", "\\log_", "e.g.",
    "<|im_end|>", "\\n", "[asy]", "~", "\u{8}oxed{", "🙂", "\u{0}",
  ]

  private static func soup(_ seed: UInt64, length: Int) -> String {
    var generator = SeededGenerator(seed: seed)
    return (0..<length).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &generator)] }.joined()
  }

  private static let targets: [Set<MathSettings.Target>] = [
    Set(MathSettings.Target.allCases), [.latex], [.expr], [.string],
  ]

  @Test(arguments: 0..<400)
  func nothingCrashesIt(seed: UInt64) {
    let text = Self.soup(seed, length: 5 + Int(seed % 60))
    for targets in Self.targets { _ = outcome(of: text, targets: targets, isGold: seed.isMultiple(of: 2)) }
  }

  @Test(arguments: 0..<200)
  func bytesThatAreNoTextDoNotEither(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let bytes = (0..<80).map { _ in UInt8.random(in: 0...255, using: &generator) }
    for targets in Self.targets { _ = outcome(of: String(decoding: bytes, as: UTF8.self), targets: targets) }
  }

  /// Every letter and digit of an answer stands in the response, in order: nothing is made up.
  @Test(arguments: 0..<400)
  func anAnswerIsPartOfTheResponse(seed: UInt64) {
    let text = Self.soup(seed, length: 5 + Int(seed % 30))
    // A damaged "\\boxed" is repaired, which adds a letter.
    guard !text.utf8.contains(0x08), case .answer(let answer) = outcome(of: text) else { return }
    for part in answer.parts {
      #expect(!part.isEmpty)
      var rest = Array(text.utf8)[...]
      for byte in part.utf8 where Glyph.isDigit(byte) || Glyph.isLetter(byte) {
        let place = rest.firstIndex(of: byte)
        #expect(place != nil, "\(part) of \(text)")
        rest = rest[((place ?? rest.endIndex - 1) + 1)...]
      }
    }
  }

  /// The same answer comes out again when it is put into a box.
  @Test(arguments: 0..<200)
  func anAnswerSurvivesABox(seed: UInt64) {
    guard case .answer(let answer) = outcome(of: Self.soup(seed, length: 12)), answer.parts.count == 1 else { return }
    let part = answer.parts[0]
    guard BoxScanner(ResponseText("\\boxed{\(part)}"), in: 0..<part.utf8.count + 8).boxes.count == 1 else { return }
    guard case .answer(let again) = outcome(of: "So \\boxed{\(part)}") else { return }
    #expect(again.origin == .box)
  }

  /// Texts on which a search for closing delimiters, or a second look at a sentence, would go quadratic.
  @Test(
    arguments: [
      "\\boxed{", "$", "$ ", "$$", "\\(", "\\begin{align}", "<answer>", "<!--", "(", "the answer is ", "is not ",
      "wait no it is 5. ", "\\boxed{8} ", "not \\boxed{8} ", "or maybe 8 ", "7 if n is odd and 8 otherwise ", " ~~a",
      "<<1+1", "% x. ", "\n```python\nx", "I do not think that ", "Suppose x = 7. ", "答案是", "\\text{", "1, ", "A or B ",
      "[", "<think>",
    ])
  func hostileTextsEnd(piece: String) {
    let text = String(repeating: piece, count: 40_000 / piece.utf8.count)
    for targets in [Self.targets[0], [.string]] { _ = outcome(of: text, targets: targets) }
  }

  /// The closure is asked only a few times, however many statements contradict each other.
  @Test(arguments: ["The answer is #.", "The answer is #. The answer is not 0#.", "\\boxed{#}. The answer is not 1#."])
  func comparisonsAreFew(sentence: String) {
    let text = (0..<500).map { number in sentence.map { $0 == "#" ? String(number) : String($0) }.joined() }
    var calls = 0
    _ = AnswerExtraction(settings: MathSettings()).extract(from: text.joined(separator: " ")) { left, right in
      calls += 1
      return left == right
    }
    #expect(calls <= 32)
  }

  @Test func manyContradictionsAreSeveral() {
    let text = (0..<500).map { "The answer is \($0)." }.joined(separator: " ")
    let isSeveral = if case .several = extracted(text) { true } else { false }
    #expect(isSeveral)
  }
}
