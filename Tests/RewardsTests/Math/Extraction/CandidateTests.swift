import Testing

@testable import Rewards

/// Responses that name several candidates, or values under conditions.
@Suite struct CandidateTests {
  @Test(
    arguments: [
      "The answer is 7 or maybe 8.", "The answer is 7 or possibly 8.", "The answer is 7, perhaps 8.",
      "The answer is 7, or it could be 8.", "The answer is 7, or it might also be 8.", "The answer is 7 (or 8).",
      "The answer is 7 (or maybe 8).", "The answer is $7$ or, alternatively, $8$.", "It is 7 or maybe 8.",
      "7, or perhaps 8.", "I'm torn between 7 and 8.", "Die Antwort ist 7 oder vielleicht 8.",
      "La réponse est 7 ou peut-être 8.", "La respuesta es 7 o tal vez 8.", "Ответ: 7 или, возможно, 8.",
      "<answer>7 or 8</answer>",
    ])
  func aHedgeJoinsTwoParts(response: String) {
    #expect(extracted(response) == .answer(["7", "8"]))
  }

  @Test(
    arguments: [
      "The answer is 7, but it could be 8.", "The answer is 7. Or maybe 8.", "The answer is 7. It could also be 8.",
      "The answer is 7. Alternatively, 8.", "The answer is 7. Maybe it is 8.", "The answer is 7 apples or 8 apples.",
      "The answer was 7, but now it is 8.", #"$\boxed{7}$ or maybe $8$."#, #"$\boxed{7}$ (or $8$)"#,
      #"\boxed{7}, but it could be 8."#, #"\boxed{7} if n is odd and 8 otherwise."#, "<answer>7</answer> Or maybe 8.",
    ])
  func aCandidateBehindTheAnswerContradictsIt(response: String) {
    #expect(extracted(response) == .several(["7", "8"]))
  }

  @Test(
    arguments: [
      "The answer is 7 or so.", "The answer is 7. It could be checked by hand.", "The answer is 7 or 7.",
      "The answer is 7. Alternatively, $2x = 14$, so x = 7.", "The answer is 7. Maybe that helps.",
      "The answer is 7 (or 7).", "The answer is 7, or about 7.1.", #"\boxed{7}, but there might be 5 typos."#,
      #"\boxed{7}. Perhaps you want 5 more examples."#, #"\boxed{7}. But it is 5 o'clock now."#,
      #"\boxed{7} or \boxed{7}"#, #"\boxed{7} if we count both."#,
    ])
  func otherTalkBehindItDoesNot(response: String) {
    #expect(extracted(response) == "7")
  }

  @Test(
    arguments: [
      "7 if n is odd and 8 otherwise", "7 if n is odd, and 8 if n is even", "7 for odd n and 8 for even n",
      "7 when n is odd, 8 otherwise", "7 if n is odd, otherwise 8", "7 unless n is even, then it is 8",
      "7 if n is odd; 8 if n is even",
    ])
  func valuesUnderConditionsAreOneText(clause: String) {
    #expect(extracted("The answer is \(clause).") == .one(clause))
    if !clause.contains(" for ") { #expect(extracted("So we get \(clause).") == .one(clause)) }
  }

  @Test(
    arguments: [
      ("The answer is 5 when $x = 2$ and $y = 3$.", "5"), ("The answer is 7, if I am not mistaken.", "7"),
      ("We get 5 if x = 2, and 7 when x = 3, so the total is 12.", "12"), ("The answer is 7 for all n.", "7"),
      ("She needs 9 eggs for cakes, and 5 for pies, for a total of 14.", "14"),
      ("If n is odd the answer is 7.", "7"), (#"If n is odd the answer is \boxed{7}."#, "7"),
      (#"If n is odd, \boxed{7}. If n is even, \boxed{8}."#, .answer(["7", "8"])),
      (#"\boxed{7} if n is odd and \boxed{8} otherwise."#, .answer(["7", "8"])),
    ] as [(String, Extracted)])
  func oneConditionIsNoBranch(response: String, expected: Extracted) {
    #expect(extracted(response) == expected)
  }

  @Test(
    arguments: [
      "at most 7", "less than 7", "more than 7", "7 or less", "a multiple of 7", "twice 7", "the square root of 7",
      "> 7", "any number from 1 to 7", "between 6 and 7", "7–8", "7 to 8", "anything but 7", "one of 7, 8",
    ])
  func aBoundIsNoValue(words: String) {
    guard case .answer(let parts) = extracted("The answer is \(words).") else { return }
    #expect(parts.count == 1 && parts != ["7"] && parts != ["8"])
  }

  @Test func aSignInWords() {
    #expect(extracted("The answer is minus 7.") == "-7")
    #expect(extracted("It is negative 7.") == "-7")
    #expect(extracted("The answer is a total of 7.") == "7")
  }

  @Test func candidatesThatAreNeverSettled() {
    #expect(extracted("Could be 41. Could be 42.") == .none)
    #expect(extracted("Maybe x = 3? Then 9. So 10.") == "10")
  }
}
