import Foundation
import Testing

@testable import Audit

/// One row a case: what is said about it, and what is not.
@Suite struct CheckTableTests {
  @Test(arguments: [
    (#"{"question": "What is 2 + 2?", "answer": "4"}"#, [String]()),
    (#"{"question": "", "answer": "4"}"#, ["empty_prompt"]),
    (#"{"question": null, "answer": "4"}"#, ["empty_prompt"]),
    (#"{"question": "N/A", "answer": "4"}"#, ["empty_prompt"]),
    (#"{"question": "Find the value of the", "answer": "4"}"#, ["empty_prompt"]),
    (#"{"question": "Compute \\frac{", "answer": "4"}"#, ["empty_prompt"]),
    (#"{"question": "Solve for $a$. What is a", "answer": "4"}"#, []),
    (#"{"answer": "4"}"#, ["schema"]),
    (#"{"question": 7, "answer": "4"}"#, ["schema"]),
    (#"{"question": "What is 2", "#, ["schema"]),
    (#"{"question": "\ud800 what?", "answer": "4"}"#, ["encoding"]),
    (#"{"question": "A cafÃ© sells 4 cups. How many?", "answer": "4"}"#, ["encoding"]),
    (#"{"question": "Wie heißt die Größe? Ångström, São Paulo, naïve, 30°", "answer": "4"}"#, []),
    (#"{"question": "O NÃO é uma palavra de quatro letras?", "answer": "4"}"#, []),
    (#"{"question": "It\u2019s 5 \u20ac. How much?", "answer": "5"}"#, []),
    (#"{"question": "Find $\frac{1}{2}$ of 8.", "answer": "4"}"#, ["encoding"]),
    (#"{"question": "Is 3 &lt; 4 and 5 more?", "answer": "4"}"#, ["encoding"]),
    (#"{"question": "See https://example.org/q?n=4 for the number.", "answer": "4"}"#, ["url"]),
    (#"{"question": "As shown in the figure, a circle has radius 2.", "answer": "4"}"#, ["image"]),
    (#"{"question": "The picture costs 4 dollars. How much is it?", "answer": "4"}"#, []),
    (#"{"question": "In the figure below, [asy]draw((0,0)--(1,1));[/asy] find x.", "answer": "4"}"#, []),
    (#"{"question": "The graph of f passes through (1, 4). Find f(1).", "answer": "4"}"#, []),
    (#"{"question": "如图，求面积 4。", "answer": "4"}"#, ["image"]),
  ]) func texts(_ row: String, _ wanted: [String]) async throws {
    #expect(try await checks(on: row).keys.sorted() == wanted.sorted(), "\(row)")
  }

  @Test(arguments: [
    ("", ["gold_unparseable"]), ("\\frac{3}{", ["gold_unparseable"]), ("See solution", ["gold_not_answer"]),
    ("12 or 15", ["gold_several"]), ("(B) 12", ["gold_several"]), ("B", []), ("yes", ["gold_guessable"]),
    ("1,000", []), ("3, 5", ["gold_several"]), ("\\frac{1}{2}", []), ("(1, 2)", []), ("x = 3", []), ("[1, 2]", []),
    ("\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}", []), ("Evelyn", []), ("x < 1 or x > 3", []), ("12:30", []),
    ("\\$18.90", []), ("5\\text{ cm}", []), ("2 \\sqrt{3} + 1", []), ("p", []),
  ]) func golds(_ gold: String, _ wanted: [String]) async throws {
    let row = JSON.line(["question": "Compute the largest number of exercise 12.", "answer": gold])
    #expect(try await checks(on: row).keys.sorted() == wanted.sorted(), "\(gold)")
  }

  @Test(arguments: [
    ("Then $x = 4$, so the answer is $\\boxed{4}$.", "4", [String]()),
    ("Then $x = 4$, so the answer is $\\boxed{4}$.", "5", ["gold_vs_solution"]),
    ("So we get $\\boxed{\\frac{1}{2}}$.", "0.5", []),
    ("It is clear.", "5", []),
    ("We find 17 apples in 3 baskets.", "5", ["gold_vs_solution"]),
    ("In the end, 118 000 dollars are left.", "118000", []),
  ]) func solutions(_ solution: String, _ gold: String, _ wanted: [String]) async throws {
    let row = JSON.line([
      "question": "Compute the largest number of exercise 12.", "answer": gold, "solution": solution,
    ])
    #expect(try await checks(on: row).keys.sorted() == wanted)
  }

  @Test(arguments: [
    ("He pays 3 * 6 = <<3*6=18>>18 dollars.\\n#### 18", [String]()),
    ("He pays 3 * 6 = <<3*6=18>>18 dollars.\\n#### 20", ["gold_vs_solution"]),
    ("Each costs 24/240 = $<<24/240=0.10>>0.10\\n#### 10", []),
    ("So it took three days to pass.\\n#### 3", []),
  ]) func statedGolds(_ answer: String, _ wanted: [String]) async throws {
    let row = #"{"question": "How much does he pay for 6 of them?", "answer": "\#(answer)"}"#
    #expect(try await checks(on: row).keys.sorted() == wanted)
  }

  /// The same gold in another notation is no contradiction; a third row is told from both.
  @Test func conflicts() async throws {
    let rows = ["1/2", "0.5", "3", "\\frac{1}{2}", "3"].enumerated().map { number, gold in
      JSON.line(["id": "\(number)", "question": "What is the share of blue balls here?", "answer": gold])
    }
    let found = try await audit(rows, in: try Scratch()).found
    #expect(found.filter { $0.check == "duplicate_exact" }.map(\.line) == [2, 4, 5])
    #expect(found.filter { $0.check == "conflicting_gold" }.map(\.line) == [1, 3, 5])
  }

  /// A set for SFT holds a prompt with several responses; the same response twice is a copy.
  @Test func responsesOfOnePrompt() async throws {
    let rows = ["It is 7, as 3 + 4 = 7.", "Count on from 3: 7.", "It is 7, as 3 + 4 = 7."].map { answer in
      JSON.line([
        "messages": [
          ["role": "user", "content": "What is the sum of three and four here?"],
          ["role": "assistant", "content": answer],
        ]
      ])
    }
    let found = try await audit(rows, in: try Scratch()).found
    #expect(found.map { "\($0.line) \($0.check)" } == ["3 duplicate_exact"], "\(found)")
  }

  /// Rows from one template ask for different things.
  @Test func templatesAreNoDuplicates() async throws {
    let rows = (0..<60).map { number in
      JSON.line([
        "question":
          "A farmer has \(number + 40) cows and buys \(number * 3) more at the market. How many cows are there now?",
        "answer": "\(number * 4 + 40)",
      ])
    }
    let found = try await audit(rows, in: try Scratch()).found
    #expect(found.isEmpty, "\(found)")
  }

  @Test func everyCheckHasItsDocumentation() {
    let ids = Checks.all.map(\.id)
    #expect(Set(ids).count >= 35)
    for check in Checks.all {
      #expect(check.summary.count > 20 && check.summary.hasSuffix("."), "\(check.id)")
      #expect(check.advice.count > 20 && check.advice.hasSuffix("."), "\(check.id)")
    }
  }

  /// docs/audit.md has a row for each check, and no other.
  @Test func everyCheckIsInTheManual() throws {
    let manual = try String(contentsOfFile: "\(Fixtures.folder)/../docs/audit.md", encoding: .utf8)
    let rows = manual.matches(of: /(?m)^\| `(\w+)` \| (error|warning|info) \|/)
    #expect(Set(rows.map { String($0.1) }) == Set(Checks.all.map(\.id)))
    for row in rows { #expect(Checks.description(String(row.1)).severity.rawValue == row.2, "\(row.1)") }
  }
}
