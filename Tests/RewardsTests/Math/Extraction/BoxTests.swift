import Testing

@testable import Rewards

/// Boxes (rule 3).
@Suite struct BoxTests {
  @Test(
    arguments: [
      (#"\boxed{7}"#, "7"), (#"\fbox{7}"#, "7"), (#"\boxed {7}"#, "7"), (#"\boxed 7"#, "7"), (#"\boxed -3.5."#, "-3.5"),
      (#"$\boxed{\boxed{7}}$"#, "7"), (#"\boxed{\fbox{$7$}}"#, "7"), (#"\boxed{ 7. }"#, "7"), (#"\boxed{**7**}"#, "7"),
      (#"\boxed{\{1, 2\}}"#, #"\{1, 2\}"#), (#"\boxed{\frac{1}{2}}"#, #"\frac{1}{2}"#), (#"{\boxed{7}"#, "7"),
      (#"\boxed{7}}}"#, "7"), (#"\boxed{4 $ and $5 }"#, "4  and 5"), (#"\boxed{x = \boxed{5}}"#, "x = 5"),
      (#"$x = \boxed{5}$"#, "5"), (#"$x \in \boxed{[1,2]}$"#, "[1,2]"), (#"\boxed{\$7}"#, #"\$7"#),
      (#"\boxed{\text{same as the reference answer}}"#, #"\text{same as the reference answer}"#),
    ] as [(String, Extracted)])
  func aBoxHoldsTheAnswer(response: String, expected: Extracted) {
    #expect(extracted(response) == expected)
    #expect(answer(of: response)?.origin == .box)
  }

  @Test(
    arguments: [
      // Empty boxes and placeholders hold none.
      (#"\boxed{}"#, .none), (#"\boxed{ } The answer is in the box."#, .none), (#"\boxed{7}\boxed{}"#, "7"),
      (#"Put your answer in \boxed{}. Answer: \boxed{7}"#, "7"), (#"\boxed{7} as \boxed{\text{your answer}}"#, "7"),
      (#"\boxed{...} The answer is 9."#, "9"), (#"\boxed{\boxed{ }}"#, .none), (#"Use \boxed for it: 7"#, "7"),
      // Unclosed: the response was cut.
      (#"\boxed{7"#, .none), (#"So $\boxed{\frac{1}{2}$"#, .none), (#"\boxed{7\}"#, .none),
      (#"It is 5, so \boxed{7"#, .none),
      (#"\boxed{3} and then \boxed{7"#, "3"), (#"\boxed{7 hence \boxed{5}"#, "5"),
    ] as [(String, Extracted)])
  func onlyAClosedBoxWithSomethingInIt(response: String, expected: Extracted) {
    #expect(extracted(response) == expected)
  }

  @Test(
    arguments: [
      (#"\boxed{7} ... on checking, I made a slip: \boxed{5}"#, "5"), (#"\boxed{1} nope, try again \boxed{2}"#, "2"),
      (#"First \boxed{3}. Then we double it and get \boxed{6}."#, "6"), (#"\boxed{7}. No, \boxed{5}"#, "5"),
      (#"\boxed{5} \implies \boxed{6}"#, "6"), (#"\boxed{5} = \boxed{6}"#, "6"),
    ] as [(String, Extracted)])
  func theLastBoxWins(response: String, expected: Extracted) {
    #expect(extracted(response) == expected)
  }

  @Test(
    arguments: [
      (#"\boxed{2}, \boxed{3}"#, ["2", "3"]), (#"$\boxed{1}\boxed{2}$"#, ["1", "2"]), (#"\boxed{7} \boxed{7}"#, ["7"]),
      (#"$$\boxed{(1, 4)} \quad \text{and} \quad \boxed{(5, 4)}$$"#, ["(1, 4)", "(5, 4)"]),
      (#"$\boxed{2}$ or $\boxed{-2}$."#, ["2", "-2"]), ("\\boxed{2}\n\n\\boxed{3}", ["2", "3"]),
      (#"(a) \boxed{2} (b) \boxed{3}"#, ["2", "3"]), (#"1. \boxed{2}; 2. \boxed{3}"#, ["2", "3"]),
      // Names tell the parts apart.
      (#"$x = \boxed{2}$ and $y = \boxed{3}$"#, ["x = 2", "y = 3"]), (#"$x = \boxed{2}, \boxed{3}$"#, ["2", "3"]),
      (#"\(a_1 = \boxed{4} \), \( a_{2} = \boxed{5} \)"#, ["a_1 = 4", "a_{2} = 5"]),
      // Hedges are a list, which is no single value.
      (#"So the answer could be \boxed{5}, \boxed{6}, \boxed{7}."#, ["5", "6", "7"]),
      (#"\boxed{7} (or maybe \boxed{5})"#, ["7", "5"]), (#"\boxed{A} or \boxed{B}"#, ["A", "B"]),
    ])
  func adjacentBoxesAreOneAnswer(response: String, parts: [String]) {
    #expect(extracted(response) == .answer(parts))
  }

  @Test(
    arguments: [
      (#"$\boxed{20}$ percent"#, "20 percent"), (#"\boxed{20}\%"#, #"20\%"#), (#"$\boxed{90}^\circ$"#, #"90^\circ"#),
      (#"\(\boxed{5}\) square meters"#, "5 square meters"), (#"$\boxed{5}\text{ cm}$"#, #"5\text{ cm}"#),
      (#"**\boxed{5}** km/h"#, "5 km/h"), (#"\boxed{5} in total"#, "5"), (#"\boxed{5} apples"#, "5"),
      (#"\boxed{5}. m"#, "5"),
    ] as [(String, Extracted)])
  func aUnitBehindTheBoxBelongsToIt(response: String, expected: Extracted) {
    #expect(extracted(response) == expected)
  }

  @Test(
    arguments: [
      (#"\boxed{7} is wrong. The answer is 5."#, "5"), (#"It is not \boxed{7}."#, .none),
      (#"\boxed{7} is not correct."#, .none),
      (#"The correct answer is not \boxed{7}, it is 5."#, "5"), (#"$\boxed{7}$, which is incorrect. \boxed{5}"#, "5"),
      (#"\boxed{5} rather than \boxed{7}"#, "5"), (#"\boxed{5}, not \boxed{7}"#, "5"),
      (#"not \boxed{5} but \boxed{7}"#, "7"),
      (#"\boxed{7} is not wrong."#, "7"), (#"This is not hard, so \boxed{7}."#, "7"), (#"答案不是 \boxed{7}"#, .none),
      (#"I will not use 8; the result is \boxed{7}"#, "7"), (#"The number not exceeding 10 is \boxed{7}"#, "7"),
      // Someone else's answer.
      (#"Grader: the reference answer is \boxed{7}; the student answered 5."#, "5"),
      (#"Ground truth: \boxed{7}"#, .none),
      (#"The expected answer: \boxed{7}. Mine is \boxed{5}."#, "5"), (#"参考答案是 \boxed{7}"#, .none),
    ] as [(String, Extracted)])
  func aDeniedBoxIsNone(response: String, expected: Extracted) {
    #expect(extracted(response) == expected)
  }

  @Test(
    arguments: [
      (#"\boxed{7}. Actually the answer is 5"#, "5"), (#"\boxed{7}. Wait, it should be 5."#, "5"),
      (#"\boxed{7}. The answer is 5."#, .several(["7", "5"])), (#"\boxed{7}. That is wrong."#, .none),
      (#"\boxed{7}. Hence the final answer is $7$."#, "7"), (#"$\boxed{\$7}$. So the answer is 7 dollars."#, #"\$7"#),
      (#"\boxed{x = 7} The answer is $7$."#, "x = 7"), (#"\boxed{\pi}. The answer is approximately 3.14."#, #"\pi"#),
      (#"\boxed{7} The answer is correct."#, "7"), (#"\boxed{7}. Sorry for the long text; 5 pages!"#, "7"),
      (#"\boxed{25{,}300} Final Answer: The final answer is $25,\!300$. I hope it is correct."#, "25{,}300"),
      (#"\boxed{7} If 2 is allowed, it would be wrong."#, "7"), (#"\boxed{7} since it is impossible to reach 8."#, "7"),
    ] as [(String, Extracted)])
  func whatIsSaidBehindTheBoxCountsToo(response: String, expected: Extracted) {
    #expect(extracted(response) == expected)
  }

  /// A reference that was cut is read to its end; a prediction is not.
  @Test func aGoldIsTrusted() {
    let cut = #"So \boxed{a = 1 \text{ or } a = 2"#
    #expect(Extracted(outcome(of: cut, isGold: true)) == #"a = 1 \text{ or } a = 2"#)
    #expect(Extracted(outcome(of: cut)) == .none)
    #expect(Extracted(outcome(of: #"\boxed{7}. The answer is 5."#, isGold: true)) == "7")
  }
}
