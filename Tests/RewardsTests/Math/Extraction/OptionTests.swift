import Testing

@testable import Rewards

/// Letters of options.
@Suite struct OptionTests {
  @Test(
    arguments: [
      "B", "(B)", "B.", "**B**", "B) 12", "B。 因为 A 错", "B不是 A", "(B) Beatrice", "The answer is B.",
      "the answer is (B) 12", "The answer is surely B, never A or C", "I think the correct answer is B",
      "B, for A and C are false", "\\boxed{B}", "$\\boxed{\\textbf{(B)}\\ 12}$", "\\text{(B)}",
      "Option B is correct because A and C are wrong.", "I choose (B).", "Rosa says A.\nThe answer is\n(B) Pablo",
      "The answer is not A but B.", "A is wrong. I pick B.", "答案：B", "正确答案是 B。", "La réponse est B.",
      "<think>A</think> B", "A tricky question, but the answer is B", "The correct option is (B).",
    ])
  func oneLetter(response: String) {
    #expect(extracted(response, targets: [.string]) == "B")
  }

  @Test func severalLettersAndNone() {
    #expect(extracted("The answers are A and C.", targets: [.string]) == .answer(["A", "C"]))
    #expect(extracted("A, C", targets: [.string]) == .answer(["A", "C"]))
    #expect(extracted("A or B or C or D", targets: [.string]) == .answer(["A", "B", "C", "D"]))
    #expect(extracted("It is 12.", targets: [.string]) == .none)
    #expect(extracted(#"\boxed{A, B, C, D}"#, targets: [.string]) == "A, B, C, D")
  }

  /// Among other targets the text stays, and the letter is told beside it.
  @Test(
    arguments: [
      (#"\boxed{\textbf{(B) } 12}"#, #"\textbf{(B) } 12"#, "B", "12"), (#"\boxed{(B)}"#, "(B)", "B", ""),
      (#"\boxed{b}"#, "b", "b", ""),
      (#"\boxed{\text{(C)}\ 12}"#, #"\text{(C)}\ 12"#, "C", "12"), ("The answer is (B) 12.", "(B) 12", "B", "12"),
      ("Hence the answer is option C: 12.", "C: 12", "C", "12"), ("The answer is A. B is wrong.", "A", "A", ""),
      ("The answer is A because B is wrong.", "A", "A", ""), ("所以选 D。", "D", "D", ""),
      ("I choose option (D).", "D", "D", ""), ("The correct option is **D**.", "D", "D", ""),
      ("Therefore, option **C** is correct.", "C", "C", ""), ("The correct choice is **D) 42**", "D) 42", "D", "42"),
    ])
  func theLetterIsToldBesideTheText(response: String, text: String, letter: String, rest: String) {
    let answer = answer(of: response)
    #expect(answer?.parts == [text])
    #expect(answer?.option == ChosenOption(letter: letter, text: rest))
  }

  @Test(arguments: [
    #"\boxed{ABCD}"#, #"\boxed{A, C}"#, #"\boxed{A:B=1}"#, #"\boxed{e^2}"#, #"\boxed{(a, b)}"#, #"\boxed{x}"#,
    #"\boxed{C(5,2)}"#,
  ])
  func noOption(response: String) {
    #expect(answer(of: response)?.option == nil)
  }
}
