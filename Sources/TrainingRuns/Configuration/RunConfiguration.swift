/// The whole of a RUN.yaml: what `train` does, with every default filled in.
///
/// ```swift
/// let run = try RunConfiguration.load("run.yaml", overrides: ["optimizer.lr=3e-4"], stage: .sft)
/// try RunFolder(run.outputFolder).begin(run)  // writes config.yaml, which reads to an equal value
/// ```
///
/// Paths stay as they were written: they are relative to the current directory, not to the file.
public struct RunConfiguration: Sendable, Hashable {
  /// What is to be done with a configuration; decides what must be there.
  public enum Stage: String, Sendable, Hashable, CaseIterable {
    case sft, rl, eval
  }

  public var model = ModelSettings()
  public var data = DataSettings()
  public var seed: UInt64 = 0
  /// `nil` for one a core.
  public var threads: Int?
  /// The run's folder.
  public var outputFolder = ""
  /// Steps between checkpoints; 0 for the end only.
  public var saveEvery = 100
  /// Checkpoints that stay; the oldest go first.
  public var keptCheckpoints = 3
  public var optimizer = OptimizerSettings()
  public var sft = SFTSettings()
  public var rl = RLSettings()
  public var sampling = SamplingSettings()
  public var reward = RewardSettings()

  public init() {}

  /// Reads a file, lays `overrides` over it, and checks all.
  /// - Parameters:
  ///   - path: a YAML file of at most 1 MiB.
  ///   - overrides: the values of `--set`, `key.path=value` each; later ones win.
  ///   - stage: checks what this stage needs; `nil` for a look without a run.
  /// - Throws: ``ConfigurationError``.
  public static func load(
    _ path: String, overrides: [String] = [], stage: Stage? = nil
  ) throws(ConfigurationError) -> RunConfiguration {
    try typed(path) { try decode(ConfigurationReader.file(path), overrides: overrides, stage: stage) }
  }

  /// As ``load(_:overrides:stage:)`` for text at hand.
  /// - Parameter name: stands for the file in errors.
  /// - Throws: ``ConfigurationError``.
  public static func parse(
    _ text: String, name: String, overrides: [String] = [], stage: Stage? = nil
  ) throws(ConfigurationError) -> RunConfiguration {
    try typed(name) { try decode(ConfigurationReader.value(text, file: name), overrides: overrides, stage: stage) }
  }

  /// The tables' closures may throw anything; nothing in them does but this one type.
  private static func typed(
    _ source: String, _ body: () throws -> RunConfiguration
  ) throws(ConfigurationError) -> RunConfiguration {
    do {
      return try body()
    } catch let error as ConfigurationError {
      throw error
    } catch {
      throw ConfigurationError(.unreadable, source: source, message: "\(error)")
    }
  }

  private static func decode(
    _ value: ConfigurationValue, overrides: [String], stage: Stage?
  ) throws -> RunConfiguration {
    var root = value
    // A text or a list where the sections should be is the file's error, not that of a `--set`.
    _ = try root.members()
    for override in overrides { try ConfigurationReader.apply(override, to: &root) }
    let configuration = try decode(root)
    if let stage { try configuration.check(for: stage, root) }
    return configuration
  }

  /// All keys with their values as YAML: what `config.yaml` holds. Reading it gives an equal value.
  public var yaml: String { encoded.block() }
}

extension RunConfiguration: SettingsTable {
  static var settings: [Setting<RunConfiguration>] {
    [
      Setting("model", section: \.model, "What a run begins with."),
      Setting("data", section: \.data, "What it reads. A path, or a list of paths."),
      Setting("seed", \.seed, .seed, "All randomness follows from it."),
      Setting("threads", optional: \.threads, .integer(1...4_096), default: "one a core", "Threads of the trainer."),
      Setting("output_dir", \.outputFolder, .path, default: "none; must be given", "The run's folder."),
      Setting("save_every", \.saveEvery, .integer(atLeast: 0), "Steps between checkpoints; 0: at the end only."),
      Setting(
        "keep_checkpoints", \.keptCheckpoints, .integer(1...1_000_000), "Checkpoints that stay; the oldest go first."),
      Setting("optimizer", section: \.optimizer, "AdamW and the course of its learning rate."),
      Setting("sft", section: \.sft, "Supervised fine-tuning."),
      Setting("rl", section: \.rl, "Reinforcement learning."),
      Setting("sampling", section: \.sampling, "How answers are sampled."),
      Setting("reward", section: \.reward, "Where rewards come from."),
    ]
  }

  func check(_ place: ConfigurationValue) throws {
    // A section that is not there at all was not decoded, hence not checked.
    if place["model"] == nil { try model.check(place.place("model")) }
    guard !outputFolder.isEmpty else {
      throw place.place("output_dir").error(.missingKey, "is missing: name the folder that the run is written to")
    }
    if let shape = model.initial, sft.maximumLength > shape.maximumPositions {
      let culprit = place.place("sft").place("max_length")
      throw culprit.error(
        .conflict, "\(sft.maximumLength) is more than model.init.max_positions, \(shape.maximumPositions)")
    }
  }

  private func check(for stage: Stage, _ root: ConfigurationValue) throws {
    switch stage {
    case .sft:
      if data.train.isEmpty { throw Self.missing("train", "rows to train on", stage, root) }
    case .rl:
      if data.train.isEmpty { throw Self.missing("train", "prompts to train on", stage, root) }
      try checkSampling(root)
    case .eval:
      if data.eval.isEmpty { throw Self.missing("eval", "rows to measure on", stage, root) }
    }
  }

  private func checkSampling(_ root: ConfigurationValue) throws {
    let place = root.place("sampling")
    if sampling.temperature == 0 {
      throw place.place("temperature").error(.conflict, "0 gives equal answers, from which RL learns nothing: use 1")
    }
    if sampling.isTruncated, !sampling.allowsTruncatedSampling {
      let key = sampling.topK > 0 ? "top_k" : sampling.topP < 1 ? "top_p" : "min_p"
      throw place.place(key).error(
        .conflict, "RL draws from the whole vocabulary: leave it out, or set sampling.allow_truncated_sampling")
    }
    if let shape = model.initial, sampling.maximumNewTokens > shape.maximumPositions {
      throw place.place("max_new_tokens").error(
        .conflict, "\(sampling.maximumNewTokens) is more than model.init.max_positions, \(shape.maximumPositions)")
    }
  }

  private static func missing(
    _ key: String, _ what: String, _ stage: Stage, _ root: ConfigurationValue
  ) -> ConfigurationError {
    root.place("data").place(key).error(
      .missingKey, "is missing: train \(stage.rawValue) needs \(what), a JSONL file or a list of them")
  }
}
