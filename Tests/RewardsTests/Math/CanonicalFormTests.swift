import Testing

@testable import Rewards

/// What texts come to, and where those that are no answers go wrong.
struct CanonicalFormTests {
  private func form(_ text: String) throws -> String {
    let algebra = Algebra(budget: WorkBudget())
    let answer = try Interpreter(algebra: algebra).answer(try Grammar.parse(text))
    return FormWriter(algebra: algebra).text(answer)
  }

  @Test(arguments: [
    ("0.5", #"\frac{1}{2}"#), (#"0.1\overline{6}"#, #"\frac{1}{6}"#), ("3 1/2", #"\frac{7}{2}"#),
    (#"\frac12"#, #"\frac{1}{2}"#),
    ("1,234.5", #"\frac{2469}{2}"#), (#"3.2\times10^{-5}"#, #"\frac{1}{31250}"#), (#"50\%"#, #"50\%"#),
    (#"\sqrt{8}"#, #"2 \sqrt{2}"#), (#"\frac{1}{1+\sqrt2}"#, #"\sqrt{2} - 1"#),
    (#"\sqrt{3+2\sqrt2}"#, #"\sqrt{2} + 1"#),
    (#"\sqrt[3]{-8}"#, "-2"), (#"8^{2/3}"#, "4"), (#"\frac{2+i}{1-i}"#, #"\frac{3}{2} i + \frac{1}{2}"#),
    ("(x+1)^2", "2 x + x^{2} + 1"), (#"\frac{x^2-1}{x-1}"#, "x + 1"), (#"\frac{1}{x}+\frac{1}{y}"#, "x^{-1} + y^{-1}"),
    (#"2^{n+1}"#, "2 (2)^{n}"), (#"\log_2 8"#, "3"), (#"\ln 12"#, #"2 \ln(2) + \ln(3)"#), (#"e^{2\ln 3}"#, "9"),
    (#"\sin 75^\circ"#, #"\frac{1}{4} \sqrt{2} + \frac{1}{4} \sqrt{6}"#), (#"\sin^2 x+\cos^2 x"#, "1"),
    (#"\arcsin\frac12"#, #"\frac{1}{6} \pi"#),
    ("|3-5|", "2"), (#"\lfloor -2.5\rfloor"#, "-3"), ("7!", "5040"), ("6!!", "48"), (#"\binom{9}{2}"#, "36"),
    ("101_2", "5"),
    (#"\gcd(4,6)"#, "2"), ("3 km", #"3000 \text{meters}"#), (#"\$5"#, #"5 \text{dollars}"#), ("12:30 p.m.", "12:30"),
    (#"\{3, 1, 1\}"#, #"\{1, 3\}"#), ("(1, 2)", "(1, 2)"), (#"3 \pm 1"#, "4, 2"),
    (#"(-\infty, 3] \cup (2, 5)"#, #"(-\infty, 5)"#),
    ("2x < 4", #"x \in (-\infty, 2)"#), (#"x^2 < 4"#, #"x \in (-2, 2)"#),
    (#"|x| \ge 1"#, #"x \in (-\infty, -1] \cup [1, \infty)"#),
    ("2y = 4x", "-4 x + 2 y = 0"),
    (#"\begin{pmatrix}1&2\\3&4\end{pmatrix}"#, #"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}"#),
    (#"x \equiv 8 \pmod 5"#, #"x \equiv 3 \pmod{5}"#), (#"\text{no solution}"#, #"\emptyset"#),
    (#"\sum_{k=1}^{n} k"#, #"\frac{1}{2} n + \frac{1}{2} n^{2}"#),
  ])
  func textsAndTheirForms(text: String, expected: String) throws {
    #expect(try form(text) == expected)
  }

  @Test(arguments: [
    ("(1, 2", 5), (#"\frac{1}{"#, 9), ("x +", 3), ("7 7", 2), (#"\begin{pmatrix} 1 \end{bmatrix}"#, 18), ("}{", 0),
    ("", 1),
    ("1.2.3", 3), ("[1, 2}", 5), (#"\sqrt[3]"#, 8), ("|x", 2),
  ])
  func errorsAndTheirPlaces(text: String, position: Int) {
    let error = #expect(throws: SyntaxError.self) { try Grammar.parse(text) }
    #expect(error?.position == position, "\(error?.message ?? "")")
  }

  @Test(arguments: [
    (#"\frac{1}{0}"#, "a division by zero"), (#"\ln 0"#, "the logarithm of zero"), ("0^0", "zero to the power of zero"),
    (#"\tan 90^\circ"#, "a tangent without a value"), ("(-3)!", "the factorial of a negative number"),
  ])
  func whatHasNoValue(text: String, reason: String) throws {
    #expect(throws: AlgebraError.undefined(reason)) { try form(text) }
  }

  /// Hostile texts end as errors, by depth, length or work, wherever they are cut.
  @Test(arguments: [
    "2^{", #"\sqrt{"#, "(", #"\frac{1}{1+"#, "{", "f(", "|", #"\left("#, "-", "1+", "x^", "mi ", "km/", "m^9 ",
  ])
  func depthIsBounded(piece: String) {
    for count in [10, 200, 3000] {
      let judgement = MathChecker().compare(
        gold: GoldAnswer("7"), prediction: PredictedAnswer(String(repeating: piece, count: count) + "8"))
      #expect(judgement.correct == false)
    }
  }
}
