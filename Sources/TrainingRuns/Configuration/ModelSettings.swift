/// Which model a run begins with: a checkpoint, or random weights of a given shape.
public struct ModelSettings: Sendable, Hashable {
  /// A Hugging Face folder or a GGUF file; `nil` with ``initial``.
  public var path: String?
  /// The shape of a model with random weights; `nil` with ``path``.
  public var initial: ModelShape?
  /// `nil` for the tokenizer beside the checkpoint.
  public var tokenizer: TokenizerSettings?
  /// A template's name or file; `nil` for the checkpoint's own.
  public var chatTemplate: String?

  public init() {}
}

extension ModelSettings: SettingsTable {
  static var settings: [Setting<ModelSettings>] {
    [
      Setting(
        "path", optional: \.path, .path, default: "none",
        "A Hugging Face folder or a GGUF file to start from. Either this or `init`."),
      Setting("init", optional: \.initial, .section, default: "none", "Start from random weights of this shape."),
      Setting(
        "tokenizer", optional: \.tokenizer, .tokenizer, default: "the checkpoint's",
        "A folder or `tokenizer.json`, or a section `train`. With `init` it must be given."),
      Setting(
        "chat_template", optional: \.chatTemplate, .text, default: "the checkpoint's",
        "How messages become text: the name of a known template, or a file."),
    ]
  }

  func check(_ place: ConfigurationValue) throws {
    switch (path, initial) {
    case (nil, nil):
      throw place.error(.missingKey, "needs either `path` (a checkpoint) or `init` (the shape of a new model)")
    case (_?, _?):
      throw place.place("init").error(
        .conflict, "stands beside model.path: keep one (`--set model.init=null` takes this one away)")
    case (nil, _?) where tokenizer == nil:
      throw place.place("tokenizer").error(
        .missingKey, "a new model needs one: a folder or tokenizer.json, or `train: {vocab_size: …}`")
    default: break
    }
    if case .train(let training) = tokenizer {
      guard let shape = initial else {
        throw place.place("tokenizer").error(
          .conflict, "a checkpoint cannot take a newly trained tokenizer: its embeddings belong to its own")
      }
      guard training.vocabularySize <= shape.vocabularySize else {
        throw place.place("tokenizer").place("train").place("vocab_size").error(
          .conflict, "\(training.vocabularySize) is more than model.init.vocab_size, \(shape.vocabularySize)")
      }
    }
  }
}

/// Where the tokenizer comes from.
public enum TokenizerSettings: Sendable, Hashable {
  /// A folder or a `tokenizer.json`.
  case path(String)
  /// Byte-level BPE, trained before the run.
  case train(TokenizerTraining)
}

/// How a tokenizer is trained.
public struct TokenizerTraining: Sendable, Hashable {
  /// Tokens, special ones among them.
  public var vocabularySize = 4_096
  /// Text or JSONL files; empty for `data.train`.
  public var files: [String] = []

  public init() {}
}

extension TokenizerTraining: SettingsTable {
  static var settings: [Setting<TokenizerTraining>] {
    [
      Setting(
        "vocab_size", \.vocabularySize, .integer(257...1_048_576), "Tokens in all: 256 bytes, merges, special tokens."),
      Setting("files", \.files, .list(.path), default: "`data.train`", "What it is trained on."),
    ]
  }
}

extension SettingType where Value == TokenizerSettings {
  static var tokenizer: Self {
    let training = SettingType<TokenizerTraining>.section
    return SettingType(
      name: "path or section", inner: training.inner.map { $0.below("train") },
      decode: { value in
        guard case .section(let members) = value.content else {
          return .path(try SettingType<String>.path.decode(value))
        }
        guard members.count == 1, let only = members.first, only.key == "train" else {
          throw value.error(.unknownKey, "expected a path or a section with the one key `train`")
        }
        return .train(try training.decode(only.value))
      },
      encode: { source in
        switch source {
        case .path(let path): .text(path)
        case .train(let settings): .section([("train", training.encode(settings))])
        }
      })
  }
}
