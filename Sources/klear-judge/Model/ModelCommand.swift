import ArgumentParser
import ModelFiles
import Tokenizers
import Trainer
import TrainingRuns

/// Looking inside a checkpoint, of any supported family and container.
struct ModelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model",
    abstract: "Looks inside a checkpoint: its shape, its tokens, its logits, what it writes.",
    discussion: """
      MODEL is a Hugging Face folder (config.json, safetensors, tokenizer.json) or a GGUF file, of Llama, Qwen2, Qwen2.5, \
      Qwen3 or SmolLM2. Weights are computed with in float32, whatever they are stored as.

      Exit codes: 0 done; 2 bad usage, or a file that is damaged or not supported, named with tensor or key; 130 \
      interrupted.
      """,
    subcommands: [
      ModelInspectCommand.self, ModelLogitsCommand.self, ModelTokenizeCommand.self, ModelGenerateCommand.self,
    ])
}

/// Errors of files and texts end with 2.
enum ModelErrors {
  /// Runs `body` on a thread of its own: it computes for long and must not hold up other tasks.
  static func catching(_ body: @escaping @Sendable () throws -> Void) async throws {
    do {
      try await OwnThread.run(body)
    } catch let error as ExitStatus {
      throw error
    } catch {
      StandardError.say("\(error)")
      throw ExitStatus.badInput
    }
  }
}

struct ModelThreads: ParsableArguments {
  @Option(help: ArgumentHelp("Threads (default: the number of processors).", valueName: "n"))
  var threads: Int?

  func validate() throws {
    if let threads, threads < 1 || threads > 4096 {
      throw ValidationError("--threads is between 1 and 4096, not \(threads)")
    }
  }

  var count: Int { threads ?? ProcessorCount.online }
}
