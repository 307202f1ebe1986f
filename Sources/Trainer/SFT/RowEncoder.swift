public import Tokenizers
public import TrainingRuns

/// Turns rows into tokens: chats by the model's template, with the loss on what the assistant says.
public struct RowEncoder: Sendable {
  public let tokenizer: Tokenizer
  /// `nil` where the model has none; then only rows of bare text can be read.
  public let template: ChatTemplate?
  public let maximumLength: Int
  public let lossOn: SFTSettings.LossTokens

  public init(tokenizer: Tokenizer, template: ChatTemplate?, maximumLength: Int, lossOn: SFTSettings.LossTokens) {
    self.tokenizer = tokenizer
    self.template = template
    self.maximumLength = maximumLength
    self.lossOn = lossOn
  }

  /// - Throws: ``TokenizerError`` where the template cannot render the row, or there is none.
  public func encode(_ row: ChatRow) throws(TokenizerError) -> TokenizedRow {
    switch row {
    case .text(let text):
      var ids = tokenizer.encode(text, addSpecial: true, parseSpecial: true)
      if let end = tokenizer.eosID, ids.last != end { ids.append(end) }
      return TokenizedRow(ids, isLearned: ids.map { _ in true }, maximumLength: maximumLength)
    case .messages(let messages):
      guard let template else {
        throw TokenizerError(
          .unknownChatTemplate, "the row is a chat, and the model has no chat template",
          advice: "choose one with model.chat_template: \(ChatTemplate.names)")
      }
      let chat = try template.render(
        messages.map { Tokenizers.ChatMessage(role: $0.role.rawValue, content: $0.content) },
        addGenerationPrompt: false)
      let encoded = tokenizer.encode(chat)
      let isLearned = lossOn == .all ? encoded.ids.map { _ in true } : encoded.isAssistant
      return TokenizedRow(encoded.ids, isLearned: isLearned, maximumLength: maximumLength)
    }
  }
}
