import ArgumentParser
import ModelFiles
import Trainer

struct ModelLogitsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logits",
    abstract: "Prints the logits behind each of some tokens, a JSON row each.",
    discussion: #"A row is {"position", "id", "logits": […]}: what the model expects behind that token."#)

  @Argument(help: ArgumentHelp("A Hugging Face folder or a GGUF file.", valueName: "model"))
  var path: String

  @Option(help: ArgumentHelp("Token ids, with commas between.", valueName: "ids"))
  var ids: String

  @OptionGroup var threads: ModelThreads

  func run() async throws {
    let (path, threads, tokens) = (path, threads.count, try parsed())
    try await ModelErrors.catching {
      let source = try ModelSource.open(path)
      let vocabulary = source.configuration.vocabularySize
      for id in tokens where id < 0 || Int(id) >= vocabulary {
        throw ValidationError("--ids: \(id) is none of the model's \(vocabulary) tokens")
      }
      let pass = TrainingPass(
        try DecoderModel<Float>(source), capacity: tokens.count, threads: threads, checkpointing: true)
      for (position, logits) in pass.logits(PackedBatch([tokens])).enumerated() {
        let numbers = logits.map { $0.isFinite ? "\($0)" : "null" }.joined(separator: ",")
        print(#"{"position":\#(position),"id":\#(tokens[position]),"logits":[\#(numbers)]}"#)
      }
    }
  }

  private func parsed() throws -> [Int32] {
    let ids = try ids.split(separator: ",").map { word in
      guard let id = Int32(word.trimmingSpaces) else { throw ValidationError("--ids: \"\(word)\" is no token id") }
      return id
    }
    guard !ids.isEmpty else { throw ValidationError("--ids needs at least one token id") }
    return ids
  }
}

extension Substring {
  fileprivate var trimmingSpaces: Substring { drop { $0 == " " }.reversedDrop }
  private var reversedDrop: Substring {
    var rest = self
    while rest.last == " " { rest.removeLast() }
    return rest
  }
}
