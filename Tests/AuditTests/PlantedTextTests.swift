import Foundation
import Testing

@testable import Audit

/// Faults planted in clean questions, and how many of them are found.
@Suite struct PlantedTextTests {
  /// Rows with a question, its gold and its working apart.
  private static func words() throws -> [[String: Any]] {
    try Fixtures.rows("audit/words.jsonl").map { row in
      let answer = (row["answer"] as? String ?? "").components(separatedBy: "#### ")
      return ["id": row["id"] ?? "", "question": row["question"] ?? "", "gold": answer[1], "working": answer[0]]
    }
  }

  @Test func cleanRowsStayClean() async throws {
    for name in ["words", "algebra"] {
      let rows = try Fixtures.lines("audit/\(name).jsonl")
      let (found, outcome) = try await audit(rows, in: try Scratch())
      let errors = found.filter { $0.severity == "error" }
      print("audit, clean \(name): \(rows.count) rows, \(errors.count) errors, \(found.count) findings")
      #expect(errors.isEmpty, "\(errors)")
      #expect(found.count * 100 <= rows.count * 3, "\(found)")
      #expect(outcome.kept == rows.count)
    }
  }

  @Test func faultsOfTexts() async throws {
    var set = PlantedFaults(try Self.words(), seed: 7)
    set.add("duplicate_exact", 25) { _, _, _ in }
    set.add("duplicate_near", 40) { row, number, dice in
      let text = row["question"] as? String ?? ""
      row["question"] =
        switch number % 4 {
        case 0: text.reworded(&dice)
        case 1: "Solve the following problem step by step. " + text
        case 2: text.replacingOccurrences(of: ".", with: " .").uppercased()
        default: text.reworded(&dice, share: 0.05) + " Give the final answer."
        }
    }
    set.add("conflicting_gold", 20, pairs: true) { row, _, _ in
      row["gold"] = "\((Int(row["gold"] as? String ?? "") ?? 3) + 7)"
    }
    set.change("empty_prompt", 20) { row, number in
      let text = row["question"] as? String ?? ""
      let cut = String(text.prefix(text.count / 2)).split(separator: " ").dropLast().joined(separator: " ")
      row["question"] = ["", "  \n ", "N/A", cut + " of the"][number % 4]
    }
    set.change("encoding", 24) { row, number in
      let text = row["question"] as? String ?? ""
      row["question"] =
        switch number % 4 {
        case 0: (text + " A café’s price: 5 €.").mojibake
        case 1: text + " caf\u{FFFD}"
        case 2: text + " $\u{0C}rac{1}{2}$ of it"
        default: text + " \u{0}"
        }
    }
    set.change("url", 12) { row, number in
      row["question"] =
        (row["question"] as? String ?? "") + [" See https://example.org/a?b=1.", " (www.example.com/x)"][number % 2]
    }
    set.change("image", 12) { row, number in
      let text = row["question"] as? String ?? ""
      row["question"] =
        ["As shown in the figure, " + text, text + " ![](x.png)", text + " Use the diagram below."][number % 3]
    }
    set.change("language", 8) { row, number in
      row["question"] =
        number % 2 == 0
        ? "小明有\(number + 3)个苹果，又买了\(number + 5)个苹果，他现在一共有多少个苹果？"
        : "Combien de pommes reste-t-il dans le panier si la mère de Paul achète \(number + 4) pommes et que les enfants en mangent deux pour le goûter ?"
    }
    set.replace("schema", 16) { row, number in
      [
        row.replacingOccurrences(of: "\"question\"", with: "\"quest\""), String(row.dropLast(9)), "[1, 2]",
        "{\"question\": 5}",
      ][number % 4]
    }
    let (found, _) = try await audit(set.rows, in: try Scratch())
    try report(
      set, found, exact: ["duplicate_exact", "conflicting_gold", "empty_prompt", "encoding", "url", "image", "schema"],
      statistical: ["duplicate_near", "language"])
  }

  @Test func faultsOfGolds() async throws {
    var set = PlantedFaults(try Fixtures.rows("audit/algebra.jsonl"), seed: 11)
    set.change("gold_unparseable", 20) { row, number in
      row["answer"] = ["", "\\frac{1}{", "\\sqrt{", "   ", "\\left(3, \\frac{"][number % 5]
      row["solution"] = nil
    }
    set.change("gold_not_answer", 20) { row, number in
      row["answer"] =
        [
          "See solution.", "N/A", "Proof: suppose that it were not so; then we have a contradiction.", "TBD",
          "We prove the claim by induction on the number of vertices of the graph.",
        ][number % 5]
      row["solution"] = nil
    }
    set.change("gold_several", 16) { row, number in
      row["problem"] = "Compute the largest number that the expression of exercise \(number) takes."
      row["answer"] = ["12 or 15", "(B) 12", "\\boxed{3} \\boxed{4}", "(C) $\\frac{1}{2}$"][number % 4]
      row["solution"] = nil
    }
    set.change("gold_vs_solution", 30) { row, number in row["answer"] = "\(90_017 + number)" }
    set.change("gold_guessable", 12) { row, number in
      row["answer"] = ["Yes", "False", "no", "\\text{True}"][number % 4]
      row["solution"] = nil
    }
    set.change("gold_vs_majority", 12) { row, number in
      row["solution"] = nil
      row["answer"] = "5\(number)"
      row["responses"] = (0..<8).map { "So it is \\boxed{\($0 < 6 ? "77" : "5\(number)")}." }
    }
    set.change("rollout_all_pass", 10) { row, number in
      row["solution"] = nil
      row["answer"] = "6\(number)"
      row["responses"] = (0..<8).map { _ in "The answer is 6\(number)." }
    }
    set.change("rollout_none_pass", 10) { row, number in
      row["solution"] = nil
      row["answer"] = "7\(number)"
      row["responses"] = (0..<8).map { "The answer is \(1_000 + $0)." }
    }
    set.change("score_differs", 10) { row, number in
      row["solution"] = nil
      row["answer"] = "8\(number)"
      row["responses"] = ["\\boxed{8\(number)}", "\\boxed{1}", "\\boxed{2}", "\\boxed{8\(number)}"]
      row["scores"] = [1, 0, 1, 1]
    }
    // Two boxes do not parse either.
    set.allow("gold_unparseable", where: "gold_several")
    let (found, _) = try await audit(set.rows, in: try Scratch())
    try report(
      set, found,
      exact: [
        "gold_unparseable", "gold_not_answer", "gold_several", "gold_vs_solution", "gold_guessable", "gold_vs_majority",
        "rollout_all_pass", "rollout_none_pass", "score_differs",
      ], statistical: [])
  }

  @Test func rowsOfABenchmark() async throws {
    let benchmark = try Fixtures.rows("audit/algebra.jsonl")
    var set = PlantedFaults(try Self.words(), seed: 3)
    var dice = Dice(5)
    set.change("contamination", 40) { row, number in
      let text = benchmark[number * 3]["problem"] as? String ?? ""
      row["question"] =
        switch number % 3 {
        case 0: text
        case 1: "Please answer this question carefully: " + text + "\nPut the answer into a box."
        default: text.reworded(&dice, share: 0.04)
        }
    }
    let (found, _) = try await audit(set.rows, in: try Scratch()) { request in
      request.against = ["\(Fixtures.folder)/audit/algebra.jsonl"]
    }
    try report(set, found, exact: [], statistical: ["contamination"])
    #expect(set.score("contamination", found).precision >= 0.99)
  }

  private func report(
    _ set: PlantedFaults, _ found: [Found], exact: [String], statistical: [String]
  ) throws {
    for (checks, least) in [(exact, 0.99), (statistical, 0.9)] {
      for check in checks {
        let score = set.score(check, found)
        print("audit, planted: " + score.line(check))
        let missed = score.planted.subtracting(score.flagged).sorted().prefix(3).map { set.rows[$0 - 1].prefix(300) }
        let wrong = found.filter { $0.check == check && !score.planted.contains($0.line) }.prefix(3)
        #expect(score.planted.count >= 8)
        #expect(score.recall >= least, "\(check): missed \(missed)")
        #expect(score.precision >= least, "\(check): wrong \(wrong)")
      }
    }
  }
}
