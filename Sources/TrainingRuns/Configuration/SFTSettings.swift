/// Supervised fine-tuning.
public struct SFTSettings: Sendable, Hashable {
  public enum LossTokens: String, Sendable, Hashable, CaseIterable {
    /// What the assistant says, with the token that ends its turn.
    case assistant
    case all
  }

  /// Whether activations are computed again in the backward pass to save memory.
  public enum Checkpointing: String, Sendable, Hashable, CaseIterable {
    /// Where the memory estimate needs it.
    case auto
    case on
    case off
  }

  /// Times that all rows are seen; `nil` for one, or with ``maximumSteps`` for as many as it takes.
  public var epochs: Int?
  /// Updates; `nil` for all epochs. Whichever ends first.
  public var maximumSteps: Int?
  /// Tokens a row; the rest is cut off.
  public var maximumLength = 1_024
  /// Several rows share a sequence, each seeing only itself.
  public var packing = true
  /// Tokens an update.
  public var batchTokens = 8_192
  /// Tokens that pass through the model at once.
  public var microBatchTokens = 2_048
  public var lossOn = LossTokens.assistant
  /// Updates between measurements on `data.eval`; 0 for the end only.
  public var evalEvery = 100
  public var checkpointing = Checkpointing.auto
  /// So many updates in a row whose gradient was not finite end the run; 0 as 1.
  public var maximumSkippedSteps = 10

  public init() {}

  /// Epochs after which the run ends, if it has not before.
  public var epochLimit: Int { epochs ?? (maximumSteps == nil ? 1 : .max) }
}

extension SFTSettings: SettingsTable {
  static var settings: [Setting<SFTSettings>] {
    [
      Setting(
        "epochs", optional: \.epochs, .integer(1...1_000_000), default: "1; with `max_steps` as many as it takes",
        "Times that all rows are seen."),
      Setting(
        "max_steps", optional: \.maximumSteps, .integer(atLeast: 1), default: "all epochs",
        "Updates after which the run ends, though epochs are left."),
      Setting("max_length", \.maximumLength, .integer(1...16_777_216), "Tokens a row; what is longer is cut off."),
      Setting("packing", \.packing, .flag, "Several rows share a sequence, each seeing only itself."),
      Setting("batch_tokens", \.batchTokens, .integer(1...1_073_741_824), "Tokens an update."),
      Setting(
        "micro_batch_tokens", \.microBatchTokens, .integer(1...1_073_741_824),
        "Tokens that pass through the model at once: memory, not the result, depends on it."),
      Setting("loss_on", \.lossOn, .choice, "The tokens that are learned."),
      Setting(
        "eval_every", \.evalEvery, .integer(atLeast: 0), "Updates between measurements on `data.eval`; 0: at the end."),
      Setting(
        "checkpointing", \.checkpointing, .choice, "Compute activations again in the backward pass to save memory."),
      Setting(
        "max_skipped_steps", \.maximumSkippedSteps, .integer(atLeast: 0),
        "So many skipped updates in a row (gradients that are not finite) end the run; 0 is as 1."),
    ]
  }

  func check(_ place: ConfigurationValue) throws {
    guard microBatchTokens <= batchTokens else {
      throw place.place("micro_batch_tokens").error(
        .conflict, "\(microBatchTokens) is more than sft.batch_tokens, \(batchTokens)")
    }
    guard maximumLength <= microBatchTokens else {
      throw place.place("max_length").error(
        .conflict,
        "\(maximumLength) is more than sft.micro_batch_tokens, \(microBatchTokens), so that a full row fits "
          + "in no micro-batch: lower it or raise the other")
    }
  }
}
