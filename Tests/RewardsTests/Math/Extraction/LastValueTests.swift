import Testing

@testable import Rewards

/// Responses that assert no answer (rules 5 and 6).
@Suite struct LastValueTests {
  @Test(
    arguments: [
      ("I will not box it. 7", "7"), ("3 + 4 = 7 = 14/2", "3 + 4 = 7 = 14/2"),
      ("so $x + y = 9$, giving $x = 4$.", "x = 4"),
      ("The pair $(x, y)$ that solves it is $(7, 6)$.", "(7, 6)"),
      ("We get $f(2) = 4$, so there are 12 of them.", "12"),
      ("There are 5 boys and 7 girls.", "7"), ("Step 3: multiply to get 12. See Step 4.", "12"),
      ("It is the 3rd of 8.", "8"),
      ("1. Add them.\n2. This gives 9.", "9"), ("For $x = 2$, $y = 3$.", "y = 3"), ("It costs $5 and then $7.", "\\$7"),
      ("which $? some 4$", "4"), ("\\[ x^2 = 4 \\] thus \\( x = 2 \\)", "x = 2"),
      ("一共是4 + 8 = 12个。", "4 + 8 = 12"),
      ("\\begin{align*} x &= 1 + 1 \\\\ &= 2 \\end{align*}", "x = 1 + 1 = 2"),
      ("It takes 2 hours 30 minutes.", "2 hours 30 minutes"),
      ("The area is $12$ cm$^2$.", "12 cm^2"), ("Since x > 2, 5 is the least.", "5"), ("What is 3 + 5? It is 8.", "8"),
      ("The value is $5$ for all $n$.", "5"), ("gives 66 **66**.", "66"),
      ("x = 1 or so; P = 2/3 <|im_start|>user", "P = 2/3"),
      ("So it is 42 (rounded to 2 decimal places).", "42"), ("It is 42 to the nearest 10.", "42"),
      ("So it is 42.\n\nLet me know if you want 3 more examples!", "42"), ("Thus 42. Hope this helps in 2 ways!", "42"),
      ("Hence $x=3$. $\\blacksquare$", "x=3"), ("She pays $5 each, or $15.\n\nHence $x = 16$.", "x = 16"),
      ("She pays $15. Hence $x = 16$.", "x = 16"),
      ("The roots are therefore 7/2.", "7/2"), ("Total: 1,234,567 people", "1,234,567"), ("- 5 apples", "5"),
    ] as [(String, Extracted)])
  func theLastValueOfTheText(response: String, expected: Extracted) {
    #expect(extracted(response) == expected)
  }

  @Test(
    arguments: [
      ("The solutions are 2 and 3.", ["2", "3"]), ("So $x = 5$ or $x = -3$.", ["x = 5", "x = -3"]),
      ("5, 6", ["5", "6"]),
      ("$4,9$ or $25$", ["4,9", "25"]), ("$-4,$ $-3,$ and $2$", ["-4", "-3", "2"]), ("7 7 7", ["7", "7", "7"]),
      ("$$\\begin{aligned} x &= 1 \\\\ y &= 2 \\end{aligned}$$", ["x = 1", "y = 2"]),
      ("g(t)=1org(t)=2", ["g(t)=1", "g(t)=2"]),
    ])
  func listsAreParts(response: String, parts: [String]) {
    #expect(extracted(response) == .answer(parts))
  }

  /// An answer by itself comes out as it is.
  @Test(
    arguments: [
      "35 percent", "35 %", "11/9", ".7", "2,75", "\\frac{11}{9}", "\\pm 7", "-\\frac{1}{2}",
      "- \\frac{\\sqrt{3}}{2} - \\frac{i}{2}", "f(m) = 3m + 8", "x^{2} + 8 x y + 9 y^{2}", "0.\\overline{65}",
      "2+\\log_{10} 5", "\\left[0, 5\\right)", "(-∞, 3)", "{x | x > 3}", "[1, 2] ∪ [3, 4]", "ab(x - y)^2",
      "\\frac{n!}{k!(n-k)!}", "5!", "3 × 10^8 m/s", "１２", "½", "50^\\circ 12'", "7 \\text{ goats and } 4 \\text{ cats}",
      "Least: 2, Greatest: 9", "Even", "no solution", "QRS4TU", "The limit does not exist",
      "\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}", "x > 0", "n", "①",
    ])
  func anAnswerByItselfStaysWhole(response: String) {
    #expect(extracted(response) == .one(response))
  }

  @Test(
    arguments: [
      "I cannot solve this.", "I don't know, maybe Step 5 helps.", "Is it 7?", "$$$$", "$ $ $", "#", "...",
      "Hello, how are you today?", "This is a long text of many words that says nothing about any value at all.",
    ])
  func noAnswer(response: String) {
    #expect(extracted(response) == .none)
  }

  /// Where formulas alone are asked for they come before numbers; where they are not, dollars are money.
  @Test func targetsSayWhereToLook() {
    let text = "So $x = 5$ after 3 steps."
    #expect(extracted(text, targets: [.latex]) == "x = 5")
    #expect(extracted("so 2,500.75$", targets: [.expr]) == "2,500.75")
    #expect(extracted("The total is 12.", targets: [.latex]) == "12")
  }

  @Test func theKindOfTextIsTold() {
    #expect(answer(of: "$x = 5$")?.isFormula == true)
    #expect(answer(of: "\\frac{1}{2}")?.isFormula == true)
    #expect(answer(of: "\\boxed{5}")?.isFormula == true)
    #expect(answer(of: "The answer is 5.")?.isFormula == false)
    #expect(answer(of: "$x = 5$")?.origin == .formula)
    #expect(answer(of: "it is 5.")?.origin == .expression)
    #expect(answer(of: "Even")?.origin == .wholeText)
  }
}
