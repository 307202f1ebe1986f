import Testing

@testable import Rewards

/// "The answer is …" (rule 4).
@Suite struct PhraseTests {
  @Test(
    arguments: [
      ("The answer is 42.", "42"), ("**Answer:** 42", "42"), ("**Answer**: 42", "42"), ("Answer\n\n42", "42"),
      ("### Final Answer\n\n$$x = 5$$", "x = 5"), ("Final answer: $\\frac{1}{2}$.", "\\frac{1}{2}"), ("ans = 12", "12"),
      ("#### 1,234", "1,234"), ("The answer to the question of how many there are is 5.", "5"),
      ("Step 7: the answer is 12", "12"),
      ("We get the answer 5.", "5"), ("So the answer must be \"7\".", "7"), ("7 is the answer.", "7"),
      ("$\\frac12$ is our final answer.", "\\frac12"), ("The answer is therefore simply 7", "7"),
      ("Therefore, the answer equals 2^{10}.", "2^{10}"), ("The answer is: **-3/4**", "-3/4"), ("Answer: $ 9 $", "9"),
      ("The answer is $5$ when $x = 2$.", "5"), ("The answer is 12:30 p.m.", "12:30"), ("The answer is 3:4.", "3:4"),
      ("The answer is 2,500.75m².", "2,500.75m²"), ("The answer is 1 000 000.", "1 000 000"),
      ("The answer is 1 1/2.", "1 1/2"),
      ("The answer is 5 apples.", "5"), ("The answer is 5 km/h.", "5 km/h"),
      ("The answer is 3.5 million.", "3.5 million"),
      ("The answer is $5.", "\\$5"), ("The answer is 25%.", "25%"), ("The answer is (12 + 8 = 20).", "12 + 8 = 20"),
      ("The answer is 5!", "5"), ("The answer is 5! = 120.", "5! = 120"), ("The answer is - \\sqrt{2}.", "- \\sqrt{2}"),
      ("The answer is x ≤ 5.", "x ≤ 5"), ("The answer is \\ln 18.", "\\ln 18"), ("The answer is 22 + 7 i.", "22 + 7 i"),
      ("The answer is \\left( 0, 1 \\right).", "\\left( 0, 1 \\right)"), ("The answer is [1, 2).", "[1, 2)"),
      ("Final Answer: Tom left 3 hours ago.", "3 hours"), ("The answer is Paris.", "Paris"),
      ("Answer: no solution", "no solution"),
      ("The answer is 7 (see above).", "7"), ("The answer is 0.333...", "0.333..."),
      ("The answer is 5. I hope it is correct.", "5"),
    ] as [(String, Extracted)])
  func english(response: String, expected: Extracted) {
    #expect(extracted(response) == expected)
    #expect(answer(of: response)?.origin == .phrase)
  }

  @Test(
    arguments: [
      "所以答案是 7。", "答案为：$7$", "因此，最终答案是7个苹果。", "故选 7", "La réponse est 7.", "Die Antwort lautet 7.",
      "Die Antwort auf die Frage ist 7.", "La respuesta correcta es 7.", "A resposta é 7.", "La risposta finale è 7.",
      "Ответ: 7.", "Ответом является 7", "答えは7です。", "정답은 7입니다.", "الجواب هو 7.", "الإجابة النهائية هي 7", "उत्तर: 7",
      "उत्तर 7 है", "Cevap: 7", "Đáp án là 7.", "Odpowiedź to 7.", "Het antwoord is 7.",
    ])
  func otherLanguages(response: String) {
    #expect(extracted(response) == "7")
  }

  @Test(
    arguments: [
      ("The answer is 5 or 7.", ["5", "7"]), ("The answer is either 5 or 7.", ["5", "7"]),
      ("The answer is 2, 3, and 5.", ["2", "3", "5"]),
      ("The answer is $2$ and $3$.", ["2", "3"]), ("The answer is x = 2, y = 3.", ["x = 2", "y = 3"]),
      ("The answer is 7 or 7.", ["7"]), ("The answer is 2, because it is even.", ["2"]),
      ("The answer is 7, 3 of which are odd.", ["7"]),
      ("The answer is 1 \\text{ and } 2.", ["1", "2"]), ("The answer is {1, 2}.", ["{1, 2}"]),
    ])
  func listsAreParts(response: String, parts: [String]) {
    #expect(extracted(response) == .answer(parts))
  }

  @Test(
    arguments: [
      ("The answer is not 5 but 7.", "7"), ("The answer isn't 5, it's 7.", "7"), ("The answer is 7, not 5.", "7"),
      ("La réponse n'est pas 5 mais 7.", "7"), ("答案不是5，而是7。", "7"), ("The answer is not 7.", .none),
      ("7 is not the answer.", .none), ("The answer is not 7. It must be 5.", "5"),
      ("The answer is not an integer. We find $x = 1/2$.", "x = 1/2"),
      // Nothing is asserted.
      ("If the answer is 7, give full marks.", .none), ("Is the answer 7?", .none), ("The answer is 7?", .none),
      ("The expected answer is 7.", .none), ("Final answer: 5. Reference answer: 7.", "5"), ("标准答案是7", .none),
      ("The answer is in the box.", .none), ("To answer, add them: $3 + 4 = 7$.", "3 + 4 = 7"),
    ] as [(String, Extracted)])
  func denialsAndMentions(response: String, expected: Extracted) {
    #expect(extracted(response) == expected)
  }

  @Test(
    arguments: [
      ("The answer is 7. Wait, no, it is 5.", "5"), ("The answer is 7. Actually, the answer is 5.", "5"),
      ("The answer is 7. That is wrong. It is 5.", "5"), ("The answer is 7. Correction: 5.", "5"),
      ("Answer: 7? No: 5", "5"),
      ("The answer is 7. This is incorrect; the answer is 5.", "5"), ("The answer is 7. That's not right.", .none),
      ("The answer is 7. Oops, I meant 5.", "5"), ("答案是7。不对，应该是5。", "5"), ("Die Antwort ist 7. Nein, es ist 5.", "5"),
      // Doubts that end as they began.
      ("The answer is 7. Wait, let me check: 3 + 4 = 7. Yes.", "7"),
      ("The answer is 7. Hmm, with x = 3 it holds.", "7"),
      ("The answer is 7. Is that wrong? No, it is right.", "7"), ("The answer is 7. It is wrong to assume 5.", "7"),
      ("The answer is 7. Sorry for the length.", "7"),
      ("The answer is 7. Note: The solution provided is incorrect.", "7"),
      // Two answers.
      ("The answer is 5. The answer is 7.", .several(["5", "7"])),
      ("My answer: 5. Correct answer: 7.", .several(["5", "7"])),
      ("The answer is 7. So the answer is $7$.", "7"), ("The answer is 5 here. Final answer: 7", "7"),
      ("The answer is 7 cm. The answer is 7.", "7"),
      ("The answer is about 1.41. The answer is $\\sqrt{2}$.", "\\sqrt{2}"),
    ] as [(String, Extracted)])
  func theLastAssertionCounts(response: String, expected: Extracted) {
    #expect(extracted(response) == expected)
  }

  @Test func aKnownLanguageIsReadWithEnglish() {
    let extraction = AnswerExtraction(settings: MathSettings(language: "french"))
    for response in ["La réponse est 7.", "The answer is 7."] {
      #expect(Extracted(extraction.extract(from: response) { $0 == $1 }) == "7")
    }
  }
}
