import ArgumentParser
import Foundation
import Tokenizers

/// The prompts of a JSONL file, for many continuations with one model.
///
/// A row is `{"prompt": TEXT}` to continue, or `{"messages": […]}` or `{"prompt": […]}` to answer as a chat; `id` or
/// `problem_id` name it.
struct PromptRow {
  let name: String?
  /// Whether the name is that of a problem, so that results are submissions to it.
  let isProblem: Bool
  let prompt: Prompt

  enum Prompt {
    case text(String)
    case chat([Tokenizers.ChatMessage])
  }

  private struct Row: Decodable {
    var id: String?
    var problem_id: String?
    var prompt: Content?
    var messages: [Message]?
  }

  private struct Message: Decodable {
    var role: String
    var content: String
  }

  private enum Content: Decodable {
    case text(String)
    case chat([Message])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        self = .text(text)
      } else {
        self = .chat(try container.decode([Message].self))
      }
    }
  }

  private init(_ row: Row) throws {
    name = row.problem_id ?? row.id
    isProblem = row.problem_id != nil
    switch (row.prompt, row.messages) {
    case (.text(let text)?, nil): prompt = .text(text)
    case (.chat(let messages)?, nil), (nil, let messages?):
      // What the assistant says last is what is asked for.
      let asked = messages.last?.role == "assistant" ? messages.dropLast() : messages[...]
      prompt = .chat(asked.map { Tokenizers.ChatMessage(role: $0.role, content: $0.content) })
    case (nil, nil): throw ValidationError("there is neither \"prompt\" nor \"messages\"")
    case (_?, _?): throw ValidationError("there are both \"prompt\" and \"messages\"")
    }
  }

  /// - Parameter file: `-` is standard input.
  /// - Throws: a usage error that names file and line.
  static func read(_ file: String) throws -> [PromptRow] {
    let bytes = file == "-" ? Data(try TextInput.standardInput().utf8) : try TextInput.file(file)
    let decoder = JSONDecoder()
    var rows: [PromptRow] = []
    for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      guard line.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { continue }
      do {
        rows.append(try PromptRow(decoder.decode(Row.self, from: Data(line))))
      } catch let error as ValidationError {
        throw ValidationError("\(file):\(index + 1): \(error.message)")
      } catch {
        throw ValidationError("\(file):\(index + 1): \(JSONFault.words(error))")
      }
    }
    guard !rows.isEmpty else { throw ValidationError("\(file): has no rows") }
    return rows
  }

  func ids(_ tokenizer: Tokenizer, _ options: ChatOptions) throws -> [Int32] {
    switch prompt {
    case .text(let text): tokenizer.encode(text, addSpecial: true, parseSpecial: true)
    case .chat(let messages): try options.ids(messages, tokenizer)
    }
  }

  /// The members that say which prompt a continuation is of; that of a problem is a submission row as well.
  func members(_ index: Int, text: String) -> String {
    guard let name else { return "" }
    guard isProblem else { return #""id":\#(JSONString.quoted(name)),"# }
    return #""id":\#(JSONString.quoted("\(name)#\(index)")),"problem_id":\#(JSONString.quoted(name)),"#
      + #""response":\#(JSONString.quoted(text)),"#
  }
}
