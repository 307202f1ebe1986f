/// One turn of a chat.
public struct ChatMessage: Hashable, Sendable {
  /// `system`, `user`, `assistant`, and for some templates `tool`.
  public var role: String
  public var content: String

  public init(role: String, content: String) {
    self.role = role
    self.content = content
  }
}

/// A chat as the model's template writes it.
public struct RenderedChat: Hashable, Sendable {
  public var text: String
  /// What the assistant says in each of its turns: the content with the token that ends the turn, in bytes of the
  /// text's UTF-8. What stands there before the model begins to write is not part of it.
  public var assistantRanges: [Range<Int>]

  public init(text: String, assistantRanges: [Range<Int>]) {
    self.text = text
    self.assistantRanges = assistantRanges
  }
}

/// A chat in tokens, with the tokens that the assistant says.
public struct EncodedChat: Hashable, Sendable {
  public var ids: [Int32]
  /// For each id, whether the assistant says it: training on chats puts its loss on these.
  public var isAssistant: [Bool]

  public init(ids: [Int32], isAssistant: [Bool]) {
    self.ids = ids
    self.isAssistant = isAssistant
  }
}

extension Tokenizer {
  /// The ids of a chat, those of its whole text encoded at once, with the tokens that the assistant says.
  ///
  /// Nothing is put around the text, since templates write the begin token themselves. A token that reaches from before
  /// an assistant's turn into it (a line end of the header with one that begins the content) does not count as said: in
  /// generation the model does not write it.
  public func encode(_ chat: RenderedChat) -> EncodedChat {
    let spans = encodeWithRanges(chat.text)
    var isAssistant = [Bool](repeating: false, count: spans.count)
    var turn = 0
    for (index, span) in spans.enumerated() {
      while turn < chat.assistantRanges.count, chat.assistantRanges[turn].upperBound <= span.range.lowerBound {
        turn += 1
      }
      guard turn < chat.assistantRanges.count else { break }
      let said = chat.assistantRanges[turn]
      isAssistant[index] = span.range.lowerBound >= said.lowerBound && span.range.upperBound <= said.upperBound
    }
    return EncodedChat(ids: spans.map(\.id), isAssistant: isAssistant)
  }
}
