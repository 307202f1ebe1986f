import ArgumentParser
import Foundation
import Tokenizers
import Trainer

struct ModelTokenizeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokenize",
    abstract: "Prints the tokens of a text or a chat.",
    discussion: """
      Prints {"ids": […], "tokens": […]}. The text is that of --text, or of standard input; a chat is rendered by the \
      model's template.

      EXAMPLES
        klear-judge model tokenize ./model --text 'Hello world'
        klear-judge model tokenize ./model --chat messages.json
      """)

  @Argument(help: ArgumentHelp("A Hugging Face folder, a tokenizer.json or a GGUF file.", valueName: "model"))
  var path: String

  @Option(help: ArgumentHelp("The text.", valueName: "text"))
  var text: String?

  @OptionGroup var chat: ChatOptions

  @Flag(inversion: .prefixedNo, help: "Add the tokens that the tokenizer puts around a text, such as a begin of text.")
  var special = true

  func validate() throws {
    if text != nil, chat.chat != nil { throw ValidationError("--text and --chat: give one of them") }
  }

  func run() async throws {
    let (path, text, chat, special) = (path, text, chat, special)
    try await ModelErrors.catching {
      let tokenizer = try ModelTokenizer.open(path)
      let ids =
        try chat.ids(tokenizer)
        ?? tokenizer.encode(try text ?? TextInput.standardInput(), addSpecial: special, parseSpecial: true)
      let tokens = ids.map { JSONString.quoted(tokenizer.token($0) ?? "") }.joined(separator: ",")
      print(#"{"ids":[\#(ids.map(String.init).joined(separator: ","))],"tokens":[\#(tokens)]}"#)
    }
  }
}

/// A chat from a file, rendered by a template.
struct ChatOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      #"A JSON file: {"messages": [{"role", "content"}, …]} or the list alone; - is standard input."#, valueName: "file"
    ))
  var chat: String?

  @Option(
    help: ArgumentHelp(
      "The template, in place of the model's own: chatml, qwen2.5, qwen3, llama3, llama3.1 or smollm2.",
      valueName: "name"))
  var chatTemplate: String?

  @Flag(help: "For Qwen3: ask for an answer without thinking.")
  var noThinking = false

  /// The tokens of the chat, with the begin of an answer; `nil` without `--chat`.
  func ids(_ tokenizer: Tokenizer) throws -> [Int32]? {
    guard let chat else { return nil }
    return try ids(try messages(chat), tokenizer)
  }

  /// The tokens of a chat at hand, with the begin of an answer.
  func ids(_ messages: [Tokenizers.ChatMessage], _ tokenizer: Tokenizer) throws -> [Int32] {
    let template = try ChatTemplate(for: tokenizer, named: chatTemplate)
    var options = ChatTemplate.Options()
    options.enableThinking = !noThinking
    let rendered = try template.render(messages, addGenerationPrompt: true, options: options)
    return tokenizer.encode(rendered.text, addSpecial: false, parseSpecial: true)
  }

  private struct Message: Decodable {
    let role: String
    let content: String
  }

  private struct Wrapper: Decodable { let messages: [Message] }

  private func messages(_ file: String) throws -> [Tokenizers.ChatMessage] {
    let bytes = file == "-" ? Data(try TextInput.standardInput().utf8) : try TextInput.file(file)
    let decoder = JSONDecoder()
    do {
      let messages =
        try (try? decoder.decode([Message].self, from: bytes)) ?? decoder.decode(Wrapper.self, from: bytes).messages
      return messages.map { Tokenizers.ChatMessage(role: $0.role, content: $0.content) }
    } catch {
      throw ValidationError("\(file): no list of messages with a role and a content each: \(JSONFault.words(error))")
    }
  }
}

enum TextInput {
  static func standardInput() throws -> String {
    let bytes = FileHandle.standardInput.readDataToEndOfFile()
    guard let text = String(data: bytes, encoding: .utf8) else { throw ValidationError("standard input is not UTF-8") }
    return text
  }

  static func file(_ path: String) throws -> Data {
    do {
      return try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw ValidationError("\(path): cannot be read: \(error.localizedDescription)")
    }
  }
}

enum JSONFault {
  static func words(_ error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, _): "there is no \"\(key.stringValue)\""
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "\(context.codingPath.map(\.stringValue).joined(separator: ".")) has another type"
    default: "not JSON"
    }
  }
}

enum JSONString {
  /// With quotes, escaped as JSON wants it.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
