/// A task: what is asked, what a good answer looks like, and how an answer is checked.
public struct Exercise: Sendable, Hashable {
  public enum Check: Sendable, Hashable {
    /// The function's results, test by test; none for rows that only show a solution.
    case calls([TaskTest])
    case answer(Int)
  }

  public let id: String
  public let part: Part
  /// The name of its template.
  public let template: String
  public let prompt: String
  /// What of the prompt is the task's own, without the words that all prompts share.
  public let distinguishing: String
  /// The whole response.
  public let response: String
  /// Whether the response is right; of those to learn from some may be wrong on purpose.
  public let isRight: Bool
  public let check: Check
}

extension Exercise {
  /// A row of native problems.
  public var problemRow: String {
    var members = [("id", JSONText.quoted(id))]
    switch check {
    case .calls(let tests):
      let rows = tests.map {
        JSONText.object([
          ("input", JSONText.quoted($0.argument.json)), ("output", JSONText.quoted($0.result.json)),
        ])
      }
      members += [
        ("kind", JSONText.quoted("call")), ("fn_name", JSONText.quoted(Composition.functionName)),
        // The solutions import nothing.
        ("prelude", JSONText.quoted("none")), ("tests", JSONText.list(rows)),
      ]
    case .answer(let answer):
      members += [("kind", JSONText.quoted("math")), ("gold", JSONText.quoted("\(answer)"))]
    }
    members += [
      ("statement", JSONText.quoted(prompt)), ("source", JSONText.quoted("klear-judge tasks, \(part.rawValue)")),
    ]
    return JSONText.object(members)
  }

  /// A row for reinforcement learning.
  public var promptRow: String { JSONText.object(promptMembers) }

  /// Likewise, with a solution: methods may begin answers with a part of it.
  public var practiceRow: String { JSONText.object(promptMembers + [("solution", JSONText.quoted(response))]) }

  private var promptMembers: [(String, String)] {
    [("prompt", JSONText.list([Exercise.message("user", prompt)])), ("problem_id", JSONText.quoted(id))]
  }

  /// A row for supervised fine-tuning.
  public var chatRow: String {
    JSONText.object([
      ("messages", JSONText.list([Exercise.message("user", prompt), Exercise.message("assistant", response)]))
    ])
  }

  private static func message(_ role: String, _ content: String) -> String {
    JSONText.object([("role", JSONText.quoted(role)), ("content", JSONText.quoted(content))])
  }
}
