public import ModelFiles

extension DecoderShape {
  /// The shape that a checkpoint's configuration describes.
  public init(_ configuration: ModelConfiguration) {
    self.init(
      vocabularySize: configuration.vocabularySize, hiddenSize: configuration.hiddenSize,
      intermediateSize: configuration.intermediateSize, layerCount: configuration.layerCount,
      headCount: configuration.headCount, keyValueHeadCount: configuration.keyValueHeadCount,
      headDimension: configuration.headDimension, rmsNormEpsilon: configuration.rmsNormEpsilon,
      rotary: RotaryEmbedding(theta: configuration.ropeTheta, scaling: configuration.ropeScaling),
      tiesEmbeddings: configuration.tieWordEmbeddings, hasQueryKeyValueBias: configuration.hasQueryKeyValueBias,
      hasAttentionOutputBias: configuration.hasAttentionOutputBias, hasFeedForwardBias: configuration.mlpBias,
      normalisesQueriesAndKeys: configuration.hasQueryKeyNorm)
  }
}

extension DecoderModel {
  /// The weights of a Hugging Face folder or a GGUF file, whatever they are stored as.
  ///
  /// - Throws: a ``ModelFileError`` that names the tensor.
  public convenience init(_ source: ModelSource) throws(ModelFileError) {
    self.init(DecoderShape(source.configuration))
    for parameter in layout.parameters {
      try weights.withElements(of: parameter) { elements throws(ModelFileError) in
        try source.read(parameter.name, into: elements)
      }
    }
  }

  /// Writes the weights into a folder, as safetensors that `transformers` opens; not the configuration.
  public func write(toFolder folder: String, as storage: TensorStorage = .float32) throws(ModelFileError) {
    let planned = layout.parameters.map { PlannedTensor(name: $0.name, shape: $0.shape, storage: storage) }
    let writer = try SafetensorsWriter(folder: folder, tensors: planned)
    for parameter in layout.parameters {
      try weights.withElements(of: parameter) { elements throws(ModelFileError) in
        try writer.write(parameter.name, from: UnsafeBufferPointer(elements))
      }
    }
    try writer.finish()
  }
}
