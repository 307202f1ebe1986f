internal import Foundation
internal import ModelFiles
public import Tokenizers
internal import TrainingRuns

/// Model, tokenizer and template of a run, as its configuration names them.
struct RunSetup {
  let configuration: ModelConfiguration
  let tokenizer: Tokenizer
  let template: ChatTemplate?
  let threads: Int
  /// The instruction set of the kernels.
  let kernels: String
  private let source: ModelSource?
  private let seed: UInt64

  /// - Parameter checkpoint: the folder to take weights and tokenizer from instead, when a run goes on.
  init(_ run: RunConfiguration, checkpoint: String?, say: (String) -> Void) throws {
    let machine = TrainerMachine.current
    threads = run.threads ?? machine.threads
    kernels = machine.kernels
    seed = run.seed
    let path = checkpoint ?? run.model.path
    let source = try path.map { try ModelSource.open($0) }
    self.source = source
    tokenizer = try RunSetup.tokenizer(run, path: path, isResuming: checkpoint != nil, say: say)
    if let source {
      configuration = source.configuration
    } else {
      configuration = ModelConfiguration(run.model.initial ?? TrainingRuns.ModelShape(), tokenizer: tokenizer)
    }
    guard tokenizer.count <= configuration.vocabularySize else {
      throw TrainingError.tokenizer(
        "the tokenizer has \(tokenizer.count) tokens and the model \(configuration.vocabularySize): "
          + (source == nil ? "raise model.init.vocab_size" : "they do not belong together"))
    }
    template = try RunSetup.template(run.model.chatTemplate, tokenizer)
  }

  private static func tokenizer(
    _ run: RunConfiguration, path: String?, isResuming: Bool, say: (String) -> Void
  ) throws -> Tokenizer {
    if isResuming, let path { return try Tokenizer(folder: path) }
    switch run.model.tokenizer {
    case .path(let path): return try ModelTokenizer.open(path)
    case .train(let training): return try TokenizerCorpus(training, run).train(say: say)
    case nil: return try ModelTokenizer.open(path ?? "")
    }
  }

  private static func template(_ name: String?, _ tokenizer: Tokenizer) throws -> ChatTemplate? {
    guard name != nil || tokenizer.chatTemplateText != nil else { return nil }
    do throws(TokenizerError) {
      return try ChatTemplate(for: tokenizer, named: name)
    } catch {
      throw TokenizerError(
        error.code, field: "model.chat_template", error.message, advice: "choose one of \(ChatTemplate.names)")
    }
  }

  func makeModel() throws -> DecoderModel<Float> {
    if let source { return try DecoderModel(source) }
    let model = DecoderModel<Float>(DecoderShape(configuration))
    model.initialise(seed: seed, standardDeviation: configuration.initializerRange)
    return model
  }

  /// Writes a Hugging Face folder.
  func write(_ model: DecoderModel<Float>, toFolder folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try model.write(toFolder: folder)
    try configuration.write(toFolder: folder, storage: .float32)
    try tokenizer.save(to: folder)
  }

  // MARK: Memory

  /// Says what the run will take, and refuses what does not fit; with `auto` activations are kept if they fit.
  func decideCheckpointing(
    _ choice: SFTSettings.Checkpointing, capacity: Int, say: (String) -> Void
  ) throws -> Bool {
    func estimate(_ checkpointing: Bool) -> MemoryEstimate {
      MemoryEstimate.training(
        DecoderShape(configuration), capacity: capacity, threads: threads, checkpointing: checkpointing,
        vocabularyTokens: tokenizer.count, of: Float.self)
    }
    let available = ProcessMemory.availableBytes() ?? .max
    let checkpointing: Bool
    switch choice {
    case .on: checkpointing = true
    case .off: checkpointing = false
    // Some room for the page cache and other programs.
    case .auto: checkpointing = estimate(false).total > available / 10 * 8
    }
    let chosen = estimate(checkpointing)
    say(
      "memory: about \(Bytes.text(chosen.total)): \(Bytes.text(chosen.parameters)) for weights, gradients and moments, "
        + "\(Bytes.text(chosen.activations)) for activations of \(capacity) tokens"
        + (checkpointing ? " with checkpointing, " : ", ")
        + "\(Bytes.text(chosen.blocks + chosen.other)) for the rest; "
        + "\(Bytes.text(available)) free")
    guard chosen.total <= available else {
      throw TrainingError.memory(needed: chosen.total, available: available)
    }
    return checkpointing
  }
}

/// A tokenizer from wherever models keep it.
public enum ModelTokenizer {
  /// - Parameter path: a folder, a `tokenizer.json`, or a GGUF file.
  /// - Throws: `TokenizerError` or `ModelFileError`.
  public static func open(_ path: String) throws -> Tokenizer {
    var isFolder: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    if isFolder.boolValue || !isThere { return try Tokenizer(folder: path) }
    let url = URL(fileURLWithPath: path)
    if url.pathExtension == "json" { return try Tokenizer(folder: url.deletingLastPathComponent().path) }
    return try Tokenizer(gguf: GGUFTokenizerFields(GGUF(path: path)), file: path)
  }
}

extension ModelConfiguration {
  /// Of a new model with random weights.
  init(_ shape: TrainingRuns.ModelShape, tokenizer: Tokenizer) {
    let heads = shape.heads
    self.init(
      architecture: ModelArchitecture(rawValue: shape.architecture.rawValue) ?? .llama,
      vocabularySize: shape.vocabularySize, hiddenSize: shape.hiddenSize, intermediateSize: shape.intermediateSize,
      layerCount: shape.layers, headCount: heads, keyValueHeadCount: shape.keyValueHeads ?? heads,
      headDimension: shape.headSize ?? shape.hiddenSize / heads, rmsNormEpsilon: shape.rmsNormEpsilon,
      ropeTheta: shape.ropeTheta, tieWordEmbeddings: shape.tiesEmbeddings, maxPositions: shape.maximumPositions,
      bosTokenID: tokenizer.bosID.map { Int($0) }, eosTokenIDs: tokenizer.stopIDs.map { Int($0) },
      padTokenID: tokenizer.padID.map { Int($0) }, initializerRange: shape.initializerRange)
  }
}
