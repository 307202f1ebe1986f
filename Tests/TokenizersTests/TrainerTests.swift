import Testing

@testable import Tokenizers

@Suite struct TrainerTests {
  static let corpus = [
    "the cat sat on the mat, the cat sat", "the hat 12 34\n\n  the end", "caf\u{E9} cafe\u{301} 日本語 日本語",
    String(repeating: "a", count: 37) + " " + String(repeating: "ab", count: 20), "def f(x):\n    return x\n",
  ]

  private func trainer(_ size: Int, _ rule: PreTokenizer = .gpt2, minimum: Int = 2) -> TokenizerTrainer {
    var trainer = TokenizerTrainer(
      vocabularySize: size, specialTokens: ["<|endoftext|>", "<|im_end|>"], preTokenizer: rule,
      minimumFrequency: minimum)
    for text in Self.corpus { trainer.add(text) }
    return trainer
  }

  private func merges(_ tokenizer: Tokenizer) -> [String] {
    let model = tokenizer.encoder.model
    return model.merges.map { merge in
      [merge.left, merge.right].map { tokenizer.token($0) ?? "?" }.joined(separator: " ")
    }
  }

  /// The merges by hand: pairs by count, equal ones by ids, and ids follow the byte alphabet.
  @Test func mergesTheMostFrequentPair() throws {
    var trainer = TokenizerTrainer(vocabularySize: 260, preTokenizer: .gpt2, minimumFrequency: 1)
    trainer.add("hug hug hug pug pug bun")
    let tokenizer = try trainer.train()
    // u g: 5 times; then hug begins with a space twice, Ġ p twice.
    #expect(merges(tokenizer) == ["u g", "h ug", "p ug", "Ġ hug"])
    #expect(tokenizer.count == 260)
    #expect(tokenizer.encode("hug pug").count == 3)
  }

  @Test(arguments: PreTokenizer.allCases) func givesTheSameWhateverTheOrder(_ rule: PreTokenizer) throws {
    let first = try trainer(330, rule).train()
    var again = TokenizerTrainer(
      vocabularySize: 330, specialTokens: ["<|endoftext|>", "<|im_end|>"], preTokenizer: rule)
    for text in Self.corpus.reversed() { again.add(text) }
    #expect(merges(first) == merges(try again.train()))
    #expect(!merges(first).isEmpty)
    for text in Self.corpus { #expect(bytes(first.decode(first.encode(text))) == bytes(text)) }
  }

  @Test func stopsWhereNothingIsFrequent() throws {
    let tokenizer = try trainer(100_000, minimum: 3).train()
    #expect(tokenizer.count < 400)
    #expect(tokenizer.encode("the").count == 1)
    #expect(try trainer(258).train().count == 258)
  }

  @Test func specialTokensComeFirst() throws {
    var trainer = trainer(300)
    trainer.eosToken = "<|im_end|>"
    trainer.padToken = "<|endoftext|>"
    trainer.chatTemplateText = ChatTemplate.chatMLText
    let tokenizer = try trainer.train()
    #expect(tokenizer.eosID == 1)
    #expect(tokenizer.padID == 0)
    #expect(tokenizer.bosID == nil)
    #expect(tokenizer.stopIDs == [1])
    #expect(tokenizer.token(2) == "!")
    #expect(tokenizer.encode("x<|im_end|>").last == 1)
    #expect(try ChatTemplate(for: tokenizer).family == .chatml)
  }

  @Test func composesIfAsked() throws {
    var trainer = TokenizerTrainer(vocabularySize: 300, normalizesToNFC: true)
    trainer.add("e\u{301} e\u{301} e\u{301}")
    let tokenizer = try trainer.train()
    #expect(tokenizer.encode("\u{E9}") == tokenizer.encode("e\u{301}"))
    #expect(tokenizer.encode("\u{E9}").count == 1)
  }

  @Test func anEmptyCorpusGivesTheBytes() throws {
    let tokenizer = try TokenizerTrainer(vocabularySize: 5000).train()
    #expect(tokenizer.count == 256)
    #expect(bytes(tokenizer.decode(tokenizer.encode("é😀"))) == bytes("é😀"))
  }

  @Test func refusesSettingsThatCannotWork() {
    var small = TokenizerTrainer(vocabularySize: 256, specialTokens: ["<s>"])
    #expect(tokenizerError { _ = try small.train() }?.field == "vocabularySize")
    small.vocabularySize = 1 << 30
    #expect(tokenizerError { _ = try small.train() }?.code == .invalidTraining)
    for tokens in [["<s>", "<s>"], [""], ["a"]] {
      let trainer = TokenizerTrainer(vocabularySize: 300, specialTokens: tokens)
      #expect(tokenizerError { _ = try trainer.train() }?.field == "specialTokens")
    }
    var unknown = TokenizerTrainer(vocabularySize: 300)
    unknown.eosToken = "</s>"
    #expect(tokenizerError { _ = try unknown.train() }?.field == "eosToken")
  }
}
