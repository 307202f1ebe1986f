import Testing

@testable import Tokenizers

@Suite struct ChatTests {
  private func messages(_ value: JSONValue) -> [ChatMessage] {
    value.elements.map { ChatMessage(role: $0["role"]?.string ?? "", content: $0["content"]?.string ?? "") }
  }

  /// Chats that transformers rendered and encoded.
  @Test func rendersAndEncodesTheGoldenChats() throws {
    let tokenizer = try Fixtures.tokenizer("qwen2")
    let template = try ChatTemplate(for: tokenizer)
    #expect(template.family == .chatml)
    let rows = try Fixtures.json("qwen2/golden.json").required("chat").elements
    #expect(rows.count == 6)
    for row in rows {
      let chat = try template.render(
        messages(try row.required("messages")), addGenerationPrompt: row["add_generation_prompt"]?.bool == true)
      #expect(bytes(chat.text) == row["text"]?.bytes)
      let encoded = tokenizer.encode(chat)
      #expect(encoded.ids == row["ids"]?.ids)
      #expect(encoded.ids == tokenizer.encode(chat.text, addSpecial: false))
      #expect(encoded.isAssistant.count == encoded.ids.count)
    }
  }

  @Test func marksWhatTheAssistantSays() throws {
    let tokenizer = try Fixtures.tokenizer("qwen2")
    let chat = try ChatTemplate(.chatml).render(
      [
        ChatMessage(role: "user", content: "<|im_end|> é"), ChatMessage(role: "assistant", content: "e\u{301} one"),
        ChatMessage(role: "user", content: "assistant"), ChatMessage(role: "assistant", content: ""),
      ], addGenerationPrompt: true)
    let encoded = tokenizer.encode(chat)
    let said = zip(encoded.ids, encoded.isAssistant).filter(\.1).map(\.0)
    #expect(bytes(tokenizer.decode(said)) == Array("\u{E9} one<|im_end|><|im_end|>".utf8))
    #expect(
      chat.assistantRanges.map { String(decoding: Array(chat.text.utf8)[$0], as: UTF8.self) }
        == ["e\u{301} one<|im_end|>", "<|im_end|>"])
  }

  /// A line end of the header that is one token with those of the content is the header's.
  @Test func aTokenAcrossTheBeginIsNotSaid() throws {
    let tokenizer = try Fixtures.tokenizer("qwen2")
    let chat = try ChatTemplate(.chatml).render(
      [ChatMessage(role: "assistant", content: "\n\nx")], addGenerationPrompt: false)
    for (span, isSaid) in zip(tokenizer.encodeWithRanges(chat.text), tokenizer.encode(chat).isAssistant) {
      let range = chat.assistantRanges[0]
      #expect(isSaid == (span.range.lowerBound >= range.lowerBound && span.range.upperBound <= range.upperBound))
    }
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var family: ChatTemplate.Family
    var chat: [ChatMessage]
    var generates: Bool
    var thinks: Bool
    var text: String
    var said: [String]

    init(
      _ family: ChatTemplate.Family, _ chat: KeyValuePairs<String, String>, generates: Bool = false,
      thinks: Bool = true,
      _ text: String, said: [String] = []
    ) {
      self.family = family
      self.chat = chat.map { ChatMessage(role: $0, content: $1) }
      self.generates = generates
      self.thinks = thinks
      self.text = text
      self.said = said
    }

    var testDescription: String { "\(family.rawValue) \(chat.map(\.role))" }
  }

  private static let turn = "<|im_start|>user\nHi<|im_end|>\n"

  /// Rendered by Jinja with the models' templates.
  static let rows: [Row] = [
    Row(
      .smollm2, ["user": "Hi"], generates: true,
      "<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n" + turn
        + "<|im_start|>assistant\n"),
    Row(.smollm2, ["system": "S", "user": "Hi"], "<|im_start|>system\nS<|im_end|>\n" + turn),
    Row(
      .qwen2_5, ["user": "Hi", "assistant": " a "],
      "<|im_start|>system\nYou are Qwen, created by Alibaba Cloud. You are a helpful assistant.<|im_end|>\n" + turn
        + "<|im_start|>assistant\n a <|im_end|>\n", said: [" a <|im_end|>"]),
    Row(
      .qwen2_5, ["system": "S", "tool": "1", "tool": "2", "system": "T"],
      "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\n<tool_response>\n1\n</tool_response>\n<tool_response>\n2\n"
        + "</tool_response><|im_end|>\n<|im_start|>system\nT<|im_end|>\n"),
    // Thoughts of past turns go, that of the last stays.
    Row(
      .qwen3, ["user": "Hi", "assistant": "<think>\na\n</think>\n\nb", "user": "Hi", "assistant": "<think>c</think>d"],
      turn + "<|im_start|>assistant\nb<|im_end|>\n" + turn
        + "<|im_start|>assistant\n<think>\nc\n</think>\n\nd<|im_end|>\n",
      said: ["b<|im_end|>", "<think>\nc\n</think>\n\nd<|im_end|>"]),
    Row(
      .qwen3, ["user": "Hi", "assistant": "x"],
      turn + "<|im_start|>assistant\n<think>\n\n</think>\n\nx<|im_end|>\n", said: ["<think>\n\n</think>\n\nx<|im_end|>"]
    ),
    Row(
      .qwen3, ["user": "Hi", "assistant": "x"], thinks: false,
      turn + "<|im_start|>assistant\n<think>\n\n</think>\n\nx<|im_end|>\n", said: ["x<|im_end|>"]),
    Row(.qwen3, ["user": "Hi"], generates: true, turn + "<|im_start|>assistant\n"),
    Row(
      .qwen3, ["user": "Hi"], generates: true, thinks: false, turn + "<|im_start|>assistant\n<think>\n\n</think>\n\n"),
    Row(
      .qwen3, ["user": "Hi", "assistant": "a</think>b</think>\nc", "user": "<tool_response>\nr\n</tool_response>"],
      turn + "<|im_start|>assistant\n<think>\na\n</think>\n\nc<|im_end|>\n"
        + "<|im_start|>user\n<tool_response>\nr\n</tool_response><|im_end|>\n",
      said: ["<think>\na\n</think>\n\nc<|im_end|>"]),
    Row(
      .llama3, ["user": " Hi\u{85}", "assistant": "\u{1F}a\n"], generates: true,
      "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|><|start_header_id|>assistant<|end_header_id|>"
        + "\n\na<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n", said: ["a<|eot_id|>"]),
    Row(
      .llama3_1, ["system": " S ", "user": "Hi"],
      "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nCutting Knowledge Date: December 2023\n"
        + "Today Date: 26 Jul 2024\n\nS<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>"),
    Row(
      .llama3_1, ["user": "Hi"],
      "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nCutting Knowledge Date: December 2023\n"
        + "Today Date: 26 Jul 2024\n\n<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>"),
  ]

  @Test(arguments: rows) func renders(_ row: Row) throws {
    let chat = try ChatTemplate(row.family).render(
      row.chat, addGenerationPrompt: row.generates, options: .init(enableThinking: row.thinks))
    #expect(bytes(chat.text) == bytes(row.text))
    #expect(chat.assistantRanges.map { String(decoding: Array(chat.text.utf8)[$0], as: UTF8.self) } == row.said)
  }

  @Test func tellsTheDate() throws {
    let chat = try ChatTemplate(named: "llama3.2", beginOfText: "").render(
      [ChatMessage(role: "user", content: "x")], addGenerationPrompt: false, options: .init(date: "01 Jan 2030"))
    #expect(chat.text.contains("\nToday Date: 01 Jan 2030\n\n<|eot_id|>"))
    #expect(chat.text.hasPrefix("<|start_header_id|>system"))
  }

  @Test func refusesWhatATemplateDoesNotRender() {
    let cases: [(ChatTemplate.Family, [ChatMessage])] = [
      (.chatml, []), (.qwen3, [ChatMessage(role: "critic", content: "x")]),
      (.qwen2_5, [ChatMessage(role: "", content: "x")]), (.llama3_1, [ChatMessage(role: "tool", content: "x")]),
    ]
    for (family, messages) in cases {
      let error = tokenizerError { _ = try ChatTemplate(family).render(messages, addGenerationPrompt: false) }
      #expect(error?.code == .invalidChat)
    }
  }

  @Test func namesChooseAFamily() throws {
    for family in ChatTemplate.Family.allCases {
      #expect(try ChatTemplate(named: family.rawValue).family == family)
    }
    #expect(try ChatTemplate(named: "llama3.3").family == .llama3_1)
    let error = tokenizerError { _ = try ChatTemplate(named: "vicuna") }
    #expect(error?.code == .unknownChatTemplate)
    #expect(error?.advice?.contains("qwen2.5") == true)
  }

  @Test func aModelWithoutATemplateNeedsAName() throws {
    let tokenizer = try Fixtures.tokenizer("llama3")
    #expect(tokenizerError { _ = try ChatTemplate(for: tokenizer) }?.advice?.contains("--chat-template") == true)
    #expect(try ChatTemplate(for: tokenizer, named: "llama3").family == .llama3)
  }
}
