import Testing

@testable import Rewards

/// Which part of a response counts (rules 1 and 2).
@Suite struct SegmentTests {
  @Test(
    arguments: [
      // Thinking.
      (#"<think>\boxed{5}</think> So \boxed{7}."#, "7"), (#"It is easy.</think> \boxed{7}"#, "7"),
      (#"<think>a</think>\boxed{5}<think>b</think>\boxed{7}"#, "7"), (#"<THINK>5</THINK> \boxed{7}"#, "7"),
      (#"<think>It is \boxed{7}"#, .none), (#"<think>It is \boxed{7}</think>"#, .none), (#"<think>7</think>  "#, .none),
      (#"\boxed{7}<think>or not"#, .none), (#"a</think>\boxed{7}</think>"#, .none),
      ("<think>The expected answer is 7.</think> I cannot solve this.", .none),
      // Chat markers: another turn begins.
      ("The answer is 5.<|im_end|>\n<|im_start|>user\nThe answer is 7.", "5"),
      ("<|im_start|>assistant\nThe answer is 5.", "5"), ("So it is 12 apples.<|endoftext|>13", "12"),
      (#"\boxed{3}</s><s>[INST] \boxed{4}"#, "3"), ("", .none), (" \n ", .none), ("<|im_end|>", .none),
      // Comments and drawings.
      ("The answer is 5. <!-- the answer is 7 -->", "5"), (#"<!-- \boxed{7} --> It is 5."#, "5"), ("<!-- 7", .none),
      ("The radius is 4. [asy] draw((0,0)--(9,9)); [/asy]", "4"),
    ] as [(String, Extracted)])
  func onlyTheLastWordOfTheModelCounts(response: String, expected: Extracted) {
    #expect(extracted(response) == expected)
  }

  @Test(
    arguments: [
      // Programs; what one prints is read.
      ("```python\n# The answer is 7\nx = 5\n```", .none), ("```python\nprint(7)\n```\nThe answer is 5.", "5"),
      ("```python\nprint(7)\n```\n```output\n5\n```", "5"), ("```latex\n\\boxed{5}\n```", "5"),
      ("The answer is 5.\n```python\nprint(7)", "5"),
      // Struck out, and the blanks of TeX.
      ("The answer is ~~7~~ 5.", "5"), ("The answer is ~~7~~.", .none), ("$5~~cm$", "5~~cm"),
      // Comments of TeX and of programs.
      ("% The answer is 7\nThe answer is 5.", "5"), ("The answer is 5. % \\boxed{7}", "5"),
      ("It fell by 20 %. The answer is 5 % of it.", "5 %"), ("/* The answer is 7 */ The answer is 5.", "5"),
      // Marks of a calculator.
      ("She makes 9 * 2 = <<9*2=18>>18 dollars.", "18 dollars"), ("The total is $<<2*3=6>>6.", "6"),
      ("5 + 7 = <<5+7=12>>12.\n12 * 2 = <<12*2=24>>24", "24"), ("1 << 3 = 8", "1 << 3 = 8"),
      ("Each gets 100/4=<<100/4=25>>25% of it.", "25%"),
    ] as [(String, Extracted)])
  func whatIsNoStatementIsNotRead(response: String, expected: Extracted) {
    #expect(extracted(response) == expected)
  }

  @Test(
    arguments: [
      ("<answer>5</answer>", "5"), ("<answer>1</answer> then <answer>5</answer>", "5"), ("<ANSWER> 5 </ANSWER>", "5"),
      ("<answer>5</answer> <!-- 7 -->", "5"), (#"<think>x</think><answer>\boxed{7}</answer>"#, "7"),
      ("<answer>The answer is $x = 5$.</answer>", "x = 5"), (#"9 <answer>$\frac{1}{2}$</answer>"#, #"\frac{1}{2}"#),
      ("<answer></answer> The answer is 3", "3"), ("<answer>12", .none), ("<answer>5</answer> or <answer>12", "5"),
      ("It is 5. <answer>12", .none),
      (#"<answer>5</answer> \boxed{5}"#, "5"), (#"<answer>5</answer> \boxed{7}"#, .several(["5", "7"])),
      ("<answer>I don't know</answer>", .none), ("<final_answer>8</final_answer>", "8"),
    ] as [(String, Extracted)])
  func theLastAnswerTagHoldsTheAnswer(response: String, expected: Extracted) {
    #expect(extracted(response) == expected)
  }

  @Test(
    arguments: [
      (#"So \\boxed{\\frac{1}{2}}"#, #"\frac{1}{2}"#), (#"First.\n\nThen $\\sqrt{2}$.\n"#, #"\sqrt{2}"#),
      (#"Maybe \\boxed{3}.\n\nAt last:\n\\boxed{9}"#, "9"), ("So \u{8}oxed{7}", "7"),
      // Sound LaTeX stays as it is.
      (#"$\begin{pmatrix} 1 \\ 2 \end{pmatrix}$"#, #"\begin{pmatrix} 1 \\ 2 \end{pmatrix}"#),
      (
        #"$\begin{pmatrix}\frac{1}{2}\\\frac{3}{4}\end{pmatrix}$"#,
        #"\begin{pmatrix}\frac{1}{2}\\\frac{3}{4}\end{pmatrix}"#
      ),
      (#"$x \neq 5$"#, #"x \neq 5"#),
    ] as [(String, Extracted)])
  func doubledBackslashesAreUndoneWhereEvident(response: String, expected: Extracted) {
    #expect(extracted(response) == expected)
  }
}
