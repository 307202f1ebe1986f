import Datasets
import Foundation
import Rewards
import Testing
import TrainingRuns

@testable import Tasks

/// Rows are what the project's own readers take.
@Suite struct TaskRowTests {
  private func path(_ name: String, in scratch: Scratch) throws -> String {
    let file = try #require(try Samples.set.get().files.first { $0.name == name })
    return try scratch.write(name, file.text)
  }

  @Test func problemsAreRead() throws {
    let scratch = try Scratch()
    let reader = try ProblemReader(path: path("problems.jsonl", in: scratch), format: .native)
    let set = try Samples.set.get()
    var problems: [Problem] = []
    while let row = try reader.next() { problems.append(row.value) }
    #expect(problems.map(\.id) == (set.practice + set.heldout).map(\.id))
    for (problem, task) in zip(problems, set.practice + set.heldout) {
      switch task.check {
      case .calls(let tests):
        #expect(problem.kind == .call)
        #expect(problem.functionName == "f")
        #expect(problem.tests.map(\.input) == tests.map { TestData($0.argument.json) })
      case .answer:
        #expect(problem.kind == .math)
      }
    }
  }

  @Test(arguments: ["sft-train.jsonl", "sft-eval.jsonl"]) func chatsAreRead(_ name: String) throws {
    let scratch = try Scratch()
    let rows = try ChatRows(path(name, in: scratch))
    let set = try Samples.set.get()
    for task in name == "sft-train.jsonl" ? set.train : set.eval {
      let expected = [
        ChatMessage(role: .user, content: task.prompt), ChatMessage(role: .assistant, content: task.response),
      ]
      let row = try rows.next()
      #expect(row == .messages(expected))
    }
    let end = try rows.next()
    #expect(end == nil)
  }

  @Test func responsesHoldTheirProgram() throws {
    let set = try Samples.set.get()
    let aliases = LanguageAliases(LanguageTable.all.map { ($0.id, LanguageTable.aliases(of: $0.id)) })
    for task in set.heldout where !task.tests.isEmpty {
      let extracted = ResponseProgram.extract(response: task.response, language: nil, aliases: aliases)
      #expect(extracted == .program(source: task.program + "\n", language: "python3"))
    }
  }

  @Test func answersAreRight() throws {
    let checker = MathChecker()
    for task in try Samples.set.get().heldout {
      guard case .answer(let answer) = task.check else { continue }
      let judgement = checker.compare(
        gold: GoldAnswer("\(answer)"), prediction: PredictedAnswer(task.response), kind: .extraction)
      #expect(judgement.correct == true, "\(task.response)")
    }
  }

  @Test func promptsNameTheirProblem() throws {
    let set = try Samples.set.get()
    for (line, task) in zip(set.files[4].text.split(separator: "\n"), set.heldout) {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
      let row = try #require(object as? [String: Any])
      #expect(row["problem_id"] as? String == task.id)
      let prompt = try #require(row["prompt"] as? [[String: String]])
      #expect(prompt == [["role": "user", "content": task.prompt]])
    }
  }

  @Test func theManifestIsJSON() throws {
    let object = try JSONSerialization.jsonObject(with: Data(try Samples.set.get().manifest.utf8)) as? [String: Any]
    #expect((object?["counts"] as? [String: Int])?["rl_heldout"] == 120)
    let templates = object?["templates"] as? [String: [String]]
    #expect(Set(templates?.keys ?? [:].keys) == ["train", "practice", "heldout"])
  }
}
