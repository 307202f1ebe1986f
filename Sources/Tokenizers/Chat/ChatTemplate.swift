/// A model's chat template: how the turns of a chat become one text.
///
/// Models carry theirs as a Jinja program. The known ones are recognised by their content and rendered exactly; any
/// other is an error, since a prompt that is nearly right trains a model that is nearly right.
///
/// ```swift
/// let template = try ChatTemplate(for: tokenizer)
/// let chat = try template.render([ChatMessage(role: "user", content: "2 + 2?")], addGenerationPrompt: true)
/// let ids = tokenizer.encode(chat).ids
/// ```
public struct ChatTemplate: Hashable, Sendable {
  /// The templates that can be rendered; the raw value is the name on the command line.
  public enum Family: String, CaseIterable, Sendable {
    /// `<|im_start|>role`, the content, `<|im_end|>`; no system message unless one is given.
    case chatml
    /// Qwen2.5: ChatML with a default system message.
    case qwen2_5 = "qwen2.5"
    /// Qwen3: ChatML; thoughts of past turns are left out, thinking can be switched off.
    case qwen3
    /// Llama 3: headers, contents without white space around them.
    case llama3
    /// Llama 3.1, 3.2 and 3.3: as Llama 3, with a system message that always comes and tells dates.
    case llama3_1 = "llama3.1"
    /// SmolLM2, and Qwen2 with another text: ChatML with a default system message.
    case smollm2
  }

  public var family: Family
  /// The system message where a chat has none; only for templates that have one.
  public var defaultSystem: String?
  /// The text that stands for the begin token, which Llama's templates write.
  public var beginOfText: String

  /// The template of this name.
  ///
  /// - Throws: ``TokenizerError`` `.unknownChatTemplate`, which lists the names.
  public init(named name: String, beginOfText: String = "<|begin_of_text|>") throws(TokenizerError) {
    let alias = ["llama3.2": "llama3.1", "llama3.3": "llama3.1"][name] ?? name
    guard let family = Family(rawValue: alias) else {
      throw TokenizerError(
        .unknownChatTemplate, "there is no chat template \(name)", advice: "known are \(Self.names)")
    }
    self.init(family, beginOfText: beginOfText)
  }

  public init(_ family: Family, defaultSystem: String? = nil, beginOfText: String = "<|begin_of_text|>") {
    self.family = family
    self.beginOfText = beginOfText
    self.defaultSystem =
      switch family {
      case .qwen2_5: defaultSystem ?? "You are Qwen, created by Alibaba Cloud. You are a helpful assistant."
      case .smollm2: defaultSystem ?? "You are a helpful AI assistant named SmolLM, trained by Hugging Face"
      default: nil
      }
  }

  /// The template of a model.
  ///
  /// - Parameter name: a family's name, to use that one whatever the model carries.
  /// - Throws: ``TokenizerError`` `.unknownChatTemplate` if the model has none or one that is not known.
  public init(for tokenizer: Tokenizer, named name: String? = nil) throws(TokenizerError) {
    let begin = tokenizer.bosID.flatMap { tokenizer.token($0) } ?? ""
    if let name {
      try self.init(named: name, beginOfText: begin)
    } else if let text = tokenizer.chatTemplateText {
      try self.init(recognizing: text, beginOfText: begin)
    } else {
      throw TokenizerError(
        .unknownChatTemplate, "the model has no chat template", advice: "choose one with --chat-template: \(Self.names)"
      )
    }
  }

  /// What a template can be told beside the messages.
  public struct Options: Hashable, Sendable {
    /// Qwen3's switch: with `false`, the assistant's turn begins with an empty thought.
    public var enableThinking: Bool
    /// What Llama 3.1 and later are told as today's date. The default is what their templates say without a clock;
    /// transformers puts the day of the run for Llama 3.2.
    public var date: String

    public init(enableThinking: Bool = true, date: String = "26 Jul 2024") {
      self.enableThinking = enableThinking
      self.date = date
    }
  }

  /// Renders a chat.
  ///
  /// - Parameter addGenerationPrompt: end with the begin of an assistant's turn, for the model to go on.
  /// - Throws: ``TokenizerError`` `.invalidChat` for no messages and for a role that the template does not render.
  public func render(
    _ messages: [ChatMessage], addGenerationPrompt: Bool, options: Options = Options()
  ) throws(TokenizerError) -> RenderedChat {
    guard !messages.isEmpty else { throw TokenizerError(.invalidChat, "a chat needs at least one message") }
    var writer = ChatWriter()
    switch family {
    case .chatml: writeChatML(messages, &writer)
    case .smollm2: writeChatML(withSystem(messages), &writer)
    case .qwen2_5: try writeQwen(withSystem(messages), &writer)
    case .qwen3: try writeQwen3(messages, options, &writer)
    case .llama3: writeLlama(messages, &writer)
    case .llama3_1: try writeDatedLlama(messages, options, &writer)
    }
    if addGenerationPrompt { writer.write(generationPrompt(options)) }
    return writer.chat
  }

  /// What stands before the assistant's words.
  func generationPrompt(_ options: Options) -> String {
    switch family {
    case .chatml, .smollm2, .qwen2_5: "<|im_start|>assistant\n"
    case .qwen3: "<|im_start|>assistant\n" + (options.enableThinking ? "" : "<think>\n\n</think>\n\n")
    case .llama3, .llama3_1: "<|start_header_id|>assistant<|end_header_id|>\n\n"
    }
  }

  /// The token that ends a turn, at which a generation must stop.
  public var endOfTurn: String {
    switch family {
    case .chatml, .smollm2, .qwen2_5, .qwen3: "<|im_end|>"
    case .llama3, .llama3_1: "<|eot_id|>"
    }
  }

  /// The names, for errors.
  public static var names: String { Family.allCases.map(\.rawValue).joined(separator: ", ") }

  private func withSystem(_ messages: [ChatMessage]) -> [ChatMessage] {
    guard let defaultSystem, messages.first?.role != "system" else { return messages }
    return [ChatMessage(role: "system", content: defaultSystem)] + messages
  }
}

/// Writes a chat and keeps where the assistant speaks.
struct ChatWriter {
  private var bytes: [UInt8] = []
  private var ranges: [Range<Int>] = []

  mutating func write(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Writes an assistant's turn: what leads to it, and what it says up to the token that ends it.
  mutating func write(lead: String, said: String) {
    write(lead)
    let start = bytes.count
    write(said)
    ranges.append(start..<bytes.count)
  }

  var chat: RenderedChat { RenderedChat(text: String(decoding: bytes, as: UTF8.self), assistantRanges: ranges) }
}
