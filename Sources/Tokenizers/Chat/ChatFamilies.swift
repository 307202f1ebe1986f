/// The families, each as its Jinja program would write the messages. Contents are joined by bytes: a `String` never
/// changes its scalars when it is joined to another.
extension ChatTemplate {
  /// ChatML: every role in the same way.
  func writeChatML(_ messages: [ChatMessage], _ writer: inout ChatWriter) {
    for message in messages { writeTurn(message.role, message.content, &writer) }
  }

  private func writeTurn(_ role: String, _ content: String, _ writer: inout ChatWriter) {
    let lead = "<|im_start|>" + role + "\n"
    if role == "assistant" {
      writer.write(lead: lead, said: content + "<|im_end|>")
      writer.write("\n")
    } else {
      writer.write(lead + content + "<|im_end|>\n")
    }
  }

  /// Qwen2.5: ChatML, with the results of tools as a user's turn.
  func writeQwen(_ messages: [ChatMessage], _ writer: inout ChatWriter) throws(TokenizerError) {
    for (index, message) in messages.enumerated() {
      switch message.role {
      case "system", "user", "assistant": writeTurn(message.role, message.content, &writer)
      case "tool": writeToolResult(messages, index, &writer)
      default: throw unknownRole(message.role, ["system", "user", "assistant", "tool"])
      }
    }
  }

  private func writeToolResult(_ messages: [ChatMessage], _ index: Int, _ writer: inout ChatWriter) {
    if index == 0 || messages[index - 1].role != "tool" { writer.write("<|im_start|>user") }
    writer.write("\n<tool_response>\n" + messages[index].content + "\n</tool_response>")
    if index + 1 == messages.count || messages[index + 1].role != "tool" { writer.write("<|im_end|>\n") }
  }

  /// Qwen3: as Qwen2.5 without a default system message. After the last question, an assistant's turn carries its
  /// thought (an empty one in the last message); before it, thoughts are left out.
  func writeQwen3(
    _ messages: [ChatMessage], _ options: Options, _ writer: inout ChatWriter
  ) throws(TokenizerError) {
    let lastQuestion = messages.lastIndex { $0.role == "user" && !$0.content.isToolResult } ?? messages.count - 1
    for (index, message) in messages.enumerated() {
      switch message.role {
      case "system", "user": writeTurn(message.role, message.content, &writer)
      case "tool": writeToolResult(messages, index, &writer)
      case "assistant":
        let (thought, answer) = message.content.thoughtAndAnswer
        let isLast = index == messages.count - 1
        if index > lastQuestion, isLast || !thought.isEmpty {
          let opening = "<think>\n" + thought.trimming(\.isLineFeed) + "\n</think>\n\n"
          writeThinking(opening, answer.trimming(\.isLineFeed, fromEnd: false), options, &writer)
        } else {
          writeTurn("assistant", answer, &writer)
        }
      default: throw unknownRole(message.role, ["system", "user", "assistant", "tool"])
      }
    }
  }

  private func writeThinking(_ opening: String, _ answer: String, _ options: Options, _ writer: inout ChatWriter) {
    let prompt = generationPrompt(options)
    let turn = "<|im_start|>assistant\n" + opening + answer + "<|im_end|>"
    // With thinking off, the empty thought is the prompt's and not the model's.
    if !options.enableThinking, turn.utf8.starts(with: prompt.utf8) {
      writer.write(lead: prompt, said: answer + "<|im_end|>")
    } else {
      writer.write(lead: "<|im_start|>assistant\n", said: opening + answer + "<|im_end|>")
    }
    writer.write("\n")
  }

  /// Llama 3: every role in the same way, the begin token first.
  func writeLlama(_ messages: [ChatMessage], _ writer: inout ChatWriter) {
    writer.write(beginOfText)
    for message in messages { writeHeaded(message, &writer) }
  }

  /// Llama 3.1 and later: a system message with dates comes first in any case.
  func writeDatedLlama(
    _ messages: [ChatMessage], _ options: Options, _ writer: inout ChatWriter
  ) throws(TokenizerError) {
    var rest = messages[...]
    var system = ""
    if let first = messages.first, first.role == "system" {
      system = first.content.trimming(\.isPythonSpace)
      rest = rest.dropFirst()
    }
    writer.write(beginOfText + "<|start_header_id|>system<|end_header_id|>\n\n")
    writer.write("Cutting Knowledge Date: December 2023\nToday Date: " + options.date + "\n\n" + system + "<|eot_id|>")
    for message in rest {
      guard message.role != "tool", message.role != "ipython" else {
        throw unknownRole(message.role, ["system", "user", "assistant"])
      }
      writeHeaded(message, &writer)
    }
  }

  private func writeHeaded(_ message: ChatMessage, _ writer: inout ChatWriter) {
    let lead = "<|start_header_id|>" + message.role + "<|end_header_id|>\n\n"
    let said = message.content.trimming(\.isPythonSpace) + "<|eot_id|>"
    if message.role == "assistant" { writer.write(lead: lead, said: said) } else { writer.write(lead + said) }
  }

  private func unknownRole(_ role: String, _ known: [String]) -> TokenizerError {
    TokenizerError(
      .invalidChat, "the role \"\(role)\" is not rendered by the template \(family.rawValue)",
      advice: "use \(known.joined(separator: ", "))")
  }
}

extension String {
  /// Qwen3's test for a tool's result inside a user's turn.
  fileprivate var isToolResult: Bool {
    utf8.starts(with: "<tool_response>".utf8) && utf8.reversed().starts(with: "</tool_response>".utf8.reversed())
  }

  /// Qwen3's reading of an assistant's turn: the thought is what stands between the last `<think>` before the first
  /// `</think>` and that; the answer is what stands after the last `</think>`.
  fileprivate var thoughtAndAnswer: (thought: String, answer: String) {
    let bytes = Array(utf8)
    let close = Array("</think>".utf8)
    let open = Array("<think>".utf8)
    guard let first = bytes.firstOccurrence(of: close), let last = bytes.lastOccurrence(of: close) else {
      return ("", self)
    }
    var thought = String(decoding: bytes[..<first], as: UTF8.self).trimming(\.isLineFeed, fromStart: false)
    let before = Array(thought.utf8)
    if let begin = before.lastOccurrence(of: open) {
      thought = String(decoding: before[(begin + open.count)...], as: UTF8.self)
    }
    let answer = String(decoding: bytes[(last + close.count)...], as: UTF8.self)
    return (
      thought.trimming(\.isLineFeed, fromEnd: false), answer.trimming(\.isLineFeed, fromEnd: false)
    )
  }

  /// The text without the scalars of a kind at its ends, as Python's `strip`, `lstrip` and `rstrip` take them away.
  fileprivate func trimming(
    _ kind: (Unicode.Scalar) -> Bool, fromStart: Bool = true, fromEnd: Bool = true
  ) -> String {
    var view = unicodeScalars[...]
    if fromStart { view = view.drop(while: kind) }
    if fromEnd { while let last = view.last, kind(last) { view.removeLast() } }
    return String(view)
  }
}

extension Unicode.Scalar {
  fileprivate var isLineFeed: Bool { self == "\n" }

  /// What Python's `str.strip()` takes away: Unicode's white space and the four separators U+001C to U+001F.
  fileprivate var isPythonSpace: Bool { properties.isWhitespace || (0x1C...0x1F).contains(value) }
}

extension [UInt8] {
  func firstOccurrence(of wanted: [UInt8]) -> Int? {
    guard wanted.count <= count else { return nil }
    return (0...count - wanted.count).first { self[$0..<$0 + wanted.count].elementsEqual(wanted) }
  }

  func lastOccurrence(of wanted: [UInt8]) -> Int? {
    guard wanted.count <= count else { return nil }
    return (0...count - wanted.count).last { self[$0..<$0 + wanted.count].elementsEqual(wanted) }
  }
}
