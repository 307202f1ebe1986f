import ArgumentParser
import Foundation
import ModelFiles
import Tokenizers
import Trainer

struct ModelInspectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Prints one JSON object: the model's shape, parameters, formats, tokenizer and chat template.")

  @Argument(help: ArgumentHelp("A Hugging Face folder or a GGUF file.", valueName: "model"))
  var path: String

  func run() async throws {
    let path = path
    try await ModelErrors.catching { print(try ModelDescription(path).json) }
  }
}

/// What a checkpoint says of itself.
private struct ModelDescription {
  let json: String

  private struct Content: Encodable {
    var path: String
    var architecture: String
    var parameters: Int
    var bytes: Int
    var formats: [String: Int]
    var vocabulary_size: Int
    var hidden_size: Int
    var intermediate_size: Int
    var layers: Int
    var heads: Int
    var kv_heads: Int
    var head_dim: Int
    var max_positions: Int
    var rms_norm_eps: Double
    var rope_theta: Double
    var rope_scaling: String
    var tied_embeddings: Bool
    var attention_bias: Bool
    var query_key_norm: Bool
    var bos_token_id: Int?
    var eos_token_ids: [Int]
    var pad_token_id: Int?
    var tokenizer: TokenizerContent?
    var tokenizer_error: String?
  }

  private struct TokenizerContent: Encodable {
    var tokens: Int
    var pre_tokenizer: String
    var nfc: Bool
    var bos: String?
    var eos: String?
    var stop_ids: [Int32]
    var added_tokens: Int
    var chat_template: String?
  }

  init(_ path: String) throws {
    let source = try ModelSource.open(path)
    let shape = source.configuration
    let layout = ParameterLayout(DecoderShape(shape))
    let descriptions = source.names.compactMap { source.description(of: $0) }
    let (tokenizer, fault) = ModelDescription.tokenizer(path)
    let content = Content(
      path: path, architecture: shape.architecture.rawValue, parameters: layout.count,
      bytes: descriptions.reduce(0) { $0 + $1.byteCount },
      formats: descriptions.reduce(into: [:]) { $0[$1.storageName, default: 0] += 1 },
      vocabulary_size: shape.vocabularySize, hidden_size: shape.hiddenSize, intermediate_size: shape.intermediateSize,
      layers: shape.layerCount, heads: shape.headCount, kv_heads: shape.keyValueHeadCount,
      head_dim: shape.headDimension, max_positions: shape.maxPositions, rms_norm_eps: shape.rmsNormEpsilon,
      rope_theta: shape.ropeTheta, rope_scaling: ModelDescription.words(shape.ropeScaling),
      tied_embeddings: shape.tieWordEmbeddings, attention_bias: shape.hasQueryKeyValueBias,
      query_key_norm: shape.hasQueryKeyNorm, bos_token_id: shape.bosTokenID, eos_token_ids: shape.eosTokenIDs,
      pad_token_id: shape.padTokenID, tokenizer: tokenizer, tokenizer_error: fault)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    json = String(decoding: try encoder.encode(content), as: UTF8.self)
  }

  /// Weights can be looked at without a tokenizer; what is wrong with it is said.
  private static func tokenizer(_ path: String) -> (TokenizerContent?, String?) {
    do {
      let tokenizer = try ModelTokenizer.open(path)
      let template = tokenizer.chatTemplateText.map { _ in
        (try? ChatTemplate(for: tokenizer))?.family.rawValue ?? "unknown"
      }
      return (
        TokenizerContent(
          tokens: tokenizer.count, pre_tokenizer: tokenizer.preTokenizer.rawValue, nfc: tokenizer.normalizesToNFC,
          bos: tokenizer.bosID.flatMap { tokenizer.token($0) }, eos: tokenizer.eosID.flatMap { tokenizer.token($0) },
          stop_ids: tokenizer.stopIDs, added_tokens: tokenizer.addedTokens.count, chat_template: template), nil
      )
    } catch {
      return (nil, "\(error)")
    }
  }

  private static func words(_ scaling: RopeScaling) -> String {
    switch scaling {
    case .none: "none"
    case .linear: "linear"
    case .llama3: "llama3"
    case .factors: "factors"
    }
  }
}
