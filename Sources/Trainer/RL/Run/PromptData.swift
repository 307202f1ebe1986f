internal import Foundation
internal import ModelFiles
internal import Tokenizers

/// The prompts of a run, tokenised: read whole before the first step, so that a bad row is named before any work.
///
/// A row is `{"prompt": TEXT or [{"role", "content"}, …], "problem_id": ID}`, or verl's, which has a `reward_model` in the
/// place of the id, and may bring a `solution` along. Chats are rendered by the model's template, up to where the assistant begins; texts stay bare.
struct PromptData: Sendable {
  private(set) var records: [PromptRecord] = []
  private(set) var tokens: [[Int32]] = []
  /// Of rows that bring one along, where it may be given away in part.
  private(set) var solutions: [SolutionCuts?] = []

  var count: Int { records.count }
  var longest: Int { tokens.reduce(0) { max($0, $1.count) } }

  /// - Parameter positions: of the model; a prompt has to leave room for a token.
  /// - Throws: ``PromptError`` with file and line.
  init(_ paths: [String], setup: RunSetup) throws {
    for (number, path) in paths.enumerated() {
      let before = count
      try read(path, number: number, setup: setup)
      if count == before { throw PromptError(path, "has no rows") }
    }
  }

  /// The first ones.
  mutating func keep(_ most: Int) {
    records = Array(records.prefix(most))
    tokens = Array(tokens.prefix(most))
  }

  private mutating func read(_ path: String, number: Int, setup: RunSetup) throws {
    let bytes: Data
    do {
      bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw PromptError(path, "cannot be read: \(error.localizedDescription)")
    }
    let decoder = JSONDecoder()
    var row = 0
    for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      guard line.contains(where: { ![0x20, 0x09, 0x0D].contains($0) }) else { continue }
      let place = "\(path):\(index + 1)"
      let parsed: Row
      do {
        parsed = try decoder.decode(Row.self, from: Data(line))
      } catch {
        throw PromptError(place, Self.words(error))
      }
      guard parsed.problem_id != nil || parsed.hasRewardModel else {
        throw PromptError(place, "problem_id: is missing, and there is no reward_model (verl): what is the problem?")
      }
      let (text, ids) = try Self.encode(parsed.prompt, place: place, setup: setup)
      guard !ids.isEmpty else { throw PromptError(place, "prompt: is empty") }
      let positions = setup.configuration.maxPositions
      guard ids.count < positions else {
        throw PromptError(place, "prompt: has \(ids.count) tokens, and the model \(positions) positions: leave it out")
      }
      records.append(
        PromptRecord(file: number, row: row, problemID: parsed.problem_id, place: place, text: text))
      tokens.append(ids)
      solutions.append(parsed.solution.map { SolutionCuts($0, tokenizer: setup.tokenizer) })
      row += 1
    }
  }

  private static func encode(
    _ content: Row.Content, place: String, setup: RunSetup
  ) throws -> (text: String, ids: [Int32]) {
    switch content {
    case .text(let text): return (text, setup.tokenizer.encode(text, addSpecial: true, parseSpecial: true))
    case .chat(let messages):
      guard let template = setup.template else {
        throw PromptError(
          place,
          "prompt: is a chat, and the model has no chat template: set model.chat_template (\(ChatTemplate.names))")
      }
      do throws(TokenizerError) {
        let chat = try template.render(
          messages.map { Tokenizers.ChatMessage(role: $0.role, content: $0.content) }, addGenerationPrompt: true)
        return (chat.text, setup.tokenizer.encode(chat.text, addSpecial: false, parseSpecial: true))
      } catch {
        throw PromptError(place, "prompt: \(error)")
      }
    }
  }

  private struct Row: Decodable {
    struct Message: Decodable {
      var role: String
      var content: String
    }

    enum Content {
      case text(String)
      case chat([Message])
    }

    var prompt: Content
    var problem_id: String?
    var hasRewardModel: Bool
    var solution: String?

    enum Key: String, CodingKey {
      case prompt
      case problem_id
      case reward_model
      case solution
    }

    init(from decoder: any Decoder) throws {
      let row = try decoder.container(keyedBy: Key.self)
      if let text = try? row.decode(String.self, forKey: .prompt) {
        prompt = .text(text)
      } else {
        prompt = .chat(try row.decode([Message].self, forKey: .prompt))
      }
      problem_id = try row.decodeIfPresent(String.self, forKey: .problem_id)
      hasRewardModel = row.contains(.reward_model)
      solution = try row.decodeIfPresent(String.self, forKey: .solution)
    }
  }

  private static func words(_ error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, _): "\(key.stringValue): is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      context.codingPath.map(\.stringValue).joined(separator: ".")
        + ": expected a text, or a list of messages {\"role\", \"content\"} for prompt"
    default: "is not a JSON object"
    }
  }
}
