import Datasets
import Rewards

/// A row of none of the formats that are judged: a question with an answer, a conversation, APPS' `input_output`.
/// Fields are known by the names that public sets give them.
struct GenericRow {
  static let promptKeys = [
    "prompt", "problem", "question", "statement", "query", "instruction", "messages", "question_content", "text",
    "content", "Question", "Problem", "input",
  ]
  static let goldKeys = [
    "gold", "final_answer", "answer", "expected_answer", "ground_truth", "reference_answer", "target", "label",
    "Answer", "correct_answer",
  ]
  private static let solutionKeys = [
    "solution", "rationale", "reference_solution", "worked_solution", "generated_solution", "steps", "explanation",
  ]
  /// What stands before the question and belongs to it.
  private static let contextKeys = ["context", "passage", "Body", "body"]
  private static let optionKeys = ["options", "choices"]
  private static let idKeys = ["id", "unique_id", "uuid", "task_id", "question_id", "problem_id", "ID", "idx"]
  private static let responseKeys = ["responses", "rollouts", "completions", "generations", "samples"]
  private static let scoreKeys = ["score", "reward", "correct", "is_correct", "acc"]

  private let row: JSONValue
  private let file: String
  private let line: Int

  init(_ row: JSONValue, file: String, line: Int) {
    self.row = row
    self.file = file
    self.line = line
  }

  static func hasPrompt(_ row: JSONValue) -> Bool { promptKeys.contains { row.has($0) } }

  func auditRow() throws -> AuditRow {
    if row.has("input_output") { return try codeRow() }
    guard let prompt = try Self.prompt(row) else {
      throw row.error(
        .missingField,
        "there is no prompt: none of \(Self.promptKeys.prefix(8).joined(separator: ", ")) is a field of the row")
    }
    let options = try self.options()
    let gold = try self.gold(options)
    var result = AuditRow(file: file, line: line, id: "row-\(line)", kind: gold == nil ? .text : .math)
    result.prompt = prompt
    result.options = options
    result.gold = gold?.text
    result.solution = try gold?.solution ?? Self.solution(row)
    result.solutionStatesGold = gold?.solution != nil
    if let id = try id() {
      result.id = id
      result.hasOwnID = true
    }
    result.taught = Self.taught(row)
    result.hasImages = Self.hasImages(row)
    result.responses = try Self.rollouts(row)
    return result
  }

  /// As a verl row, whose ground truth has the shape of `input_output`.
  private func codeRow() throws -> AuditRow {
    let id = try id()
    var text = JSONObjectText()
    text.add("id", id ?? "row-\(line)")
    text.add("prompt", try Self.prompt(row) ?? "")
    text.add("data_source", "code")
    let field = try row.required("input_output")
    text.add("reward_model", raw: "{\"ground_truth\":" + String(decoding: field.rawText, as: UTF8.self) + "}")
    let problem = try ProblemDecoder(format: .verl).decode(Array(text.line.utf8), file: file, line: line)
    var result = AuditRow(file: file, line: line, id: problem.id, kind: .code)
    result.hasOwnID = id != nil
    result.prompt = problem.statement
    result.problem = problem
    result.references = try Self.references(row, problemID: problem.id)
    result.responses = try Self.rollouts(row)
    return result
  }

  // MARK: Fields

  private func id() throws -> String? {
    for key in Self.idKeys {
      guard let field = try row.member(key) else { continue }
      if field.kind == .number { return String(decoding: field.rawText, as: UTF8.self) }
      if field.isString { return try field.string() }
    }
    return nil
  }

  /// `nil` where no field of the row is a prompt.
  static func prompt(_ row: JSONValue) throws -> String? {
    var texts: [String] = []
    for key in contextKeys where !promptKeys.contains(key) {
      if let field = try row.member(key), field.isString { texts.append(try field.string()) }
    }
    for key in promptKeys {
      guard let field = try row.memberOrNil(key) else { continue }
      if field.isNull { return texts.isEmpty ? "" : texts.joined(separator: "\n") }
      texts.append(field.kind == .array ? try lastUserMessage(field) : try field.string())
      return texts.joined(separator: "\n")
    }
    return nil
  }

  private static func lastUserMessage(_ field: JSONValue) throws -> String {
    let messages = try field.elements()
    let user = try messages.last { try $0.member("role")?.string() == "user" } ?? messages.last
    return try user?.member("content")?.string() ?? ""
  }

  /// The gold, with the solution that states it (GSM8K's `#### 18`, `\boxed{}` where a solution stands for an answer).
  private func gold(_ options: [String]) throws -> (text: String, solution: String?)? {
    for key in Self.goldKeys {
      guard let field = try row.memberOrNil(key) else { continue }
      if field.isNull {
        continue
      }
      switch field.kind {
      case .number: return (String(decoding: field.rawText, as: UTF8.self), nil)
      case .true, .false:
        if key != "label" { return (field.kind == .true ? "true" : "false", nil) }
      case .string, .escapedString:
        let text = try field.string()
        if let marked = Self.markedAnswer(text) { return (marked, text) }
        return (text, nil)
      case .array:
        let items = try field.elements()
        guard items.allSatisfy({ $0.isString || $0.kind == .number }) else { continue }
        let texts = try items.map { $0.isString ? try $0.string() : String(decoding: $0.rawText, as: UTF8.self) }
        return (texts.joined(separator: ", "), nil)
      case .object, .null: continue
      }
    }
    // MATH has only the solution, whose last box is the answer.
    guard let solution = try Self.solution(row), let boxed = Self.boxedAnswer(solution) else { return nil }
    return (boxed, solution)
  }

  private static func boxedAnswer(_ text: String) -> String? {
    guard let start = text.lastRange(of: "\\boxed{") else { return nil }
    var depth = 1
    var answer = ""
    for character in text[start.upperBound...] {
      if character == "{" { depth += 1 } else if character == "}" { depth -= 1 }
      if depth == 0 { return answer.isEmpty ? nil : answer }
      answer.append(character)
    }
    return nil
  }

  /// What stands behind the last `####`.
  private static func markedAnswer(_ text: String) -> String? {
    guard let mark = text.lastRange(of: "####") else { return nil }
    let rest = text[mark.upperBound...]
    let answer = rest.drop { $0 == " " }.prefix { !$0.isNewline }
    return answer.isEmpty ? nil : String(answer)
  }

  static func solution(_ row: JSONValue) throws -> String? {
    for key in solutionKeys {
      guard let field = try row.member(key) else { continue }
      if field.isString { return try field.string() }
      if field.kind == .array {
        let items = try field.elements()
        guard items.allSatisfy(\.isString) else { continue }
        return try items.map { try $0.string() }.joined(separator: "\n")
      }
    }
    return nil
  }

  private func options() throws -> [String] {
    for key in Self.optionKeys {
      guard let field = try row.member(key) else { continue }
      switch field.kind {
      case .string, .escapedString: return [try field.string()]
      case .array: return try field.elements().filter(\.isString).map { try $0.string() }
      case .object:
        return try field.members().compactMap { key, value in value.isString ? "\(key)) \(try value.string())" : nil }
      default: continue
      }
    }
    return []
  }

  /// The last answer of a conversation, or the one response beside the prompt.
  private static func taught(_ row: JSONValue) -> String? {
    if let messages = try? row.member("messages")?.elements() {
      let last = messages.last { (try? $0.member("role")?.string()) == "assistant" }
      return try? last?.member("content")?.string()
    }
    for key in ["response", "output", "completion", "generation", "generated_solution"] {
      if let field = try? row.member(key), field.isString { return try? field.string() }
    }
    return nil
  }

  static func hasImages(_ row: JSONValue) -> Bool {
    ["image", "images", "image_url", "image_path", "pixel_values"].contains { key in
      guard let field = try? row.member(key) else { return false }
      return field.kind == .array ? (try? field.elements().isEmpty) == false : field.isString && field.rawText.count > 2
    }
  }

  // MARK: Programs and responses

  /// Right programs that the row brings along: `solutions` (APPS, TACO), `reference_solutions`.
  static func references(_ row: JSONValue, problemID: String) throws -> [Submission] {
    for key in ["reference_solutions", "solutions", "solution_code", "canonical_solution"] {
      guard let field = try row.member(key) else { continue }
      var texts: [String] = []
      if field.kind == .array {
        for item in try field.elements() where item.isString { texts.append(try item.string()) }
      } else if field.isString {
        let text = try field.string()
        if text.hasPrefix("["), let list = try? JSONDocument(Array(text.utf8), origin: .init(file: "")).root.elements()
        {
          for item in list where item.isString { texts.append(try item.string()) }
        } else if !text.isEmpty {
          texts.append(text)
        }
      }
      let language = try row.member("language")?.string() ?? "python3"
      return texts.prefix(8).enumerated().map { number, text in
        Submission(
          id: "\(problemID)#solution-\(number)", problemID: problemID, language: language, body: .source(text),
          expected: [.accepted])
      }
    }
    return []
  }

  /// `responses: ["…"]` with `scores: [1, 0]`, or `[{"response", "score"}]`.
  static func rollouts(_ row: JSONValue) throws -> [Rollout] {
    for key in responseKeys {
      guard let field = try row.member(key), field.kind == .array else { continue }
      let scores = try (row.member("scores") ?? row.member("rewards"))?.elements() ?? []
      return try field.elements().enumerated().map { number, item in
        var score = number < scores.count ? scoreValue(scores[number]) : nil
        var text = ""
        if item.isString {
          text = try item.string()
        } else {
          text = try (item.member("response") ?? item.member("text") ?? item.required("response")).string()
          for key in scoreKeys where score == nil { score = try item.member(key).flatMap(scoreValue) }
        }
        return Rollout(text: text, score: score, place: "response \(number)")
      }
    }
    return []
  }

  /// The score of a row of responses.
  static func score(_ row: JSONValue) throws -> Double? {
    for key in scoreKeys { if let score = try row.member(key).flatMap(scoreValue) { return score } }
    return nil
  }

  private static func scoreValue(_ field: JSONValue) -> Double? {
    switch field.kind {
    case .true: 1
    case .false: 0
    case .number: try? field.number(in: -1e9...1e9)
    default: nil
    }
  }
}

extension JSONValue {
  /// The value of a key, also where it is null; `nil` where there is no such key.
  func memberOrNil(_ key: String) throws -> JSONValue? {
    if let found = try member(key) { return found }
    return try members().first { $0.key == key }?.value
  }
}

extension String {
  /// Where `word` stands last, found byte by byte.
  func lastRange(of word: String) -> Range<String.Index>? {
    let (text, wanted) = (Array(utf8), Array(word.utf8))
    guard !wanted.isEmpty, text.count >= wanted.count else { return nil }
    for start in stride(from: text.count - wanted.count, through: 0, by: -1)
    where text[start] == wanted[0] && text[start..<start + wanted.count].elementsEqual(wanted) {
      let lower = utf8.index(utf8.startIndex, offsetBy: start)
      return lower..<utf8.index(lower, offsetBy: wanted.count)
    }
    return nil
  }
}
