import Testing
import Tokenizers
import TrainingRuns

@testable import Trainer

/// Which tokens of a row are learned: what the assistant says and the end of its turn, each at the token before it.
@Suite struct RowEncoderTests {
  struct Case: CustomTestStringConvertible {
    var name: String
    var turns: [(TrainingRuns.ChatMessage.Role, String)]
    var lossOn = SFTSettings.LossTokens.assistant
    var maximumLength = 1000
    /// The learned tokens as text.
    var learned: String
    var truncated = 0
    var testDescription: String { name }
  }

  /// Tokens are bytes here, and `<|im_start|>user\n` has 6, `<|im_start|>assistant\n` 11, `<|im_end|>\n` 2.
  static let cases: [Case] = [
    Case(
      name: "an answer and the end of its turn", turns: [(.user, "2+2?"), (.assistant, "4")], learned: "4<|im_end|>"),
    Case(
      name: "every answer of a chat",
      turns: [(.system, "Add."), (.user, "1"), (.assistant, "one"), (.user, "2"), (.assistant, "two")],
      learned: "one<|im_end|>two<|im_end|>"),
    Case(
      name: "an empty answer is learned as its end", turns: [(.user, "quiet"), (.assistant, "")], learned: "<|im_end|>"),
    Case(
      name: "all but the first token", turns: [(.user, "a"), (.assistant, "b")], lossOn: .all,
      learned: "user\na<|im_end|>\n<|im_start|>assistant\nb<|im_end|>\n"),
    Case(
      name: "cut within the answer", turns: [(.user, "a"), (.assistant, "bcd")], maximumLength: 22, learned: "bc",
      truncated: 3),
    Case(
      name: "cut before the end of the turn", turns: [(.user, "a"), (.assistant, "bcd")], maximumLength: 23,
      learned: "bcd", truncated: 2),
    Case(
      name: "cut before the answer: nothing to learn", turns: [(.user, "a"), (.assistant, "bcd")], maximumLength: 20,
      learned: "", truncated: 5),
    Case(
      name: "exactly as long as allowed", turns: [(.user, "a"), (.assistant, "bcd")], maximumLength: 25,
      learned: "bcd<|im_end|>"),
    Case(
      name: "one token", turns: [(.user, "a"), (.assistant, "b")], lossOn: .all, maximumLength: 1, learned: "",
      truncated: 22),
    Case(
      name: "characters of several bytes", turns: [(.user, "é"), (.assistant, "ü🙂")], learned: "ü🙂<|im_end|>"),
  ]

  @Test(arguments: cases) func learnedTokens(_ expected: Case) throws {
    let tokenizer = try Samples.tokenizer(vocabularySize: 259)
    let encoder = RowEncoder(
      tokenizer: tokenizer, template: try ChatTemplate(for: tokenizer), maximumLength: expected.maximumLength,
      lossOn: expected.lossOn)
    let row = try encoder.encode(.messages(expected.turns.map { TrainingRuns.ChatMessage(role: $0.0, content: $0.1) }))
    #expect(tokenizer.decode(row.targets.filter { $0 >= 0 }) == expected.learned)
    #expect(row.truncated == expected.truncated)
    #expect(row.tokens.count <= expected.maximumLength && row.targets.count == row.tokens.count)
    for (place, target) in row.targets.enumerated() where target >= 0 {
      #expect(row.tokens[place + 1] == target, "a token is learned where the one before it stands")
    }
    #expect(row.lossTokens == row.targets.count { $0 >= 0 })
  }

  @Test func bareTextIsLearnedWholeAndEnded() throws {
    let tokenizer = try Samples.tokenizer(vocabularySize: 259)
    let encoder = RowEncoder(tokenizer: tokenizer, template: nil, maximumLength: 100, lossOn: .assistant)
    let row = try encoder.encode(.text("abc"))
    #expect(tokenizer.decode(row.tokens) == "abc<|im_end|>")
    #expect(row.targets == Array(row.tokens.dropFirst()) + [-1])
    #expect(try encoder.encode(.text("abc<|im_end|>")).tokens == row.tokens, "an end that is there is not doubled")
  }

  @Test func aChatNeedsATemplate() throws {
    let encoder = RowEncoder(
      tokenizer: try Samples.tokenizer.get(), template: nil, maximumLength: 100, lossOn: .assistant)
    let error = thrown { _ = try encoder.encode(.messages([TrainingRuns.ChatMessage(role: .assistant, content: "a")])) }
    #expect(
      "\(try #require(error))".hasPrefix(
        "the row is a chat, and the model has no chat template (choose one with model.chat_template: chatml, "))
  }
}
