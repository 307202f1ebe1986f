import Foundation
import Testing

@testable import Tokenizers

@Suite struct SavingTests {
  private func expectSame(_ first: Tokenizer, _ second: Tokenizer) {
    #expect(first.count == second.count)
    #expect(first.addedTokens == second.addedTokens)
    #expect(first.special == second.special)
    #expect(first.preTokenizer == second.preTokenizer)
    #expect(first.normalizesToNFC == second.normalizesToNFC)
    var generator = SeededGenerator(state: 77)
    for _ in 0..<100 {
      let text = RandomText.make(&generator)
      #expect(first.encode(text) == second.encode(text))
    }
  }

  @Test(arguments: GoldenTests.names) func aReadOneIsCopied(_ name: String) throws {
    let scratch = try Scratch()
    let folder = scratch.path + "/new/folder"
    try Fixtures.tokenizer(name).save(to: folder)
    let original = try Data(contentsOf: URL(fileURLWithPath: Fixtures.path(name) + "/tokenizer.json"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/tokenizer.json")) == original)
    expectSame(try Fixtures.tokenizer(name), try Tokenizer(folder: folder))
  }

  /// Written anew and read again it is the same tokenizer, whatever the rule, the template and the begin token.
  @Test(arguments: GoldenTests.names) func aWrittenOneIsTheSame(_ name: String) throws {
    let tokenizer = try Fixtures.tokenizer(name)
    let scratch = try Scratch()
    try FileAccess.write(tokenizer.writtenFiles(), to: scratch.path)
    expectSame(tokenizer, try Tokenizer(folder: scratch.path))
  }

  @Test(arguments: PreTokenizer.allCases) func aTrainedOneIsTheSame(_ rule: PreTokenizer) throws {
    var trainer = TokenizerTrainer(
      vocabularySize: 320, specialTokens: ["<|endoftext|>", "<|im_end|>"], preTokenizer: rule,
      normalizesToNFC: rule == .qwen2)
    trainer.eosToken = "<|im_end|>"
    trainer.chatTemplateText = ChatTemplate.chatMLText
    for text in TrainerTests.corpus { trainer.add(text) }
    let tokenizer = try trainer.train()
    let scratch = try Scratch()
    try tokenizer.save(to: scratch.path)
    // A second time over the first: files are replaced.
    try tokenizer.save(to: scratch.path)
    expectSame(tokenizer, try Tokenizer(folder: scratch.path))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted()
        == ["tokenizer.json", "tokenizer_config.json"])
  }

  @Test func saysWhatCannotBeWritten() throws {
    let scratch = try Scratch()
    try scratch.write("file", "x")
    let error = tokenizerError { try Fixtures.tokenizer("gpt2").save(to: scratch.path + "/file/below") }
    #expect(error?.code == .file)
    #expect(error?.file?.hasPrefix(scratch.path) == true)
    #expect(error?.errorNumber == ENOTDIR)
  }
}
