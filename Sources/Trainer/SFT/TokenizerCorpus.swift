internal import Foundation
internal import Tokenizers
internal import TrainingRuns

/// The texts that a new tokenizer is trained on: rows of JSONL files, lines of others.
struct TokenizerCorpus {
  private let training: TokenizerTraining
  private let files: [String]

  static let specialTokens = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]

  init(_ training: TokenizerTraining, _ run: RunConfiguration) {
    self.training = training
    files = training.files.isEmpty ? run.data.train : training.files
  }

  /// A byte-level BPE with ChatML's tokens and template.
  func train(say: (String) -> Void) throws -> Tokenizer {
    var trainer = TokenizerTrainer(
      vocabularySize: training.vocabularySize, specialTokens: TokenizerCorpus.specialTokens)
    trainer.eosToken = "<|im_end|>"
    trainer.padToken = "<|endoftext|>"
    trainer.chatTemplateText = ChatTemplate.chatMLText
    for file in files { try read(file) { trainer.add($0) } }
    let tokenizer = try trainer.train()
    say("tokenizer: \(tokenizer.count) tokens, trained on \(files.joined(separator: ", "))")
    return tokenizer
  }

  private func read(_ file: String, _ take: (String) -> Void) throws {
    guard file.hasSuffix(".jsonl") else {
      do {
        return take(try String(contentsOfFile: file, encoding: .utf8))
      } catch {
        throw RunFileError(
          .notFound, file: file, message: "cannot be read as UTF-8 text: \(error.localizedDescription)")
      }
    }
    let rows = try ChatRows(file)
    while let row = try rows.next() {
      switch row {
      case .text(let text): take(text)
      case .messages(let messages): for message in messages { take(message.content) }
      }
    }
  }
}
