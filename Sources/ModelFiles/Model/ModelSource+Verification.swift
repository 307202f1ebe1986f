extension ModelSource {
  /// Checks that the weights are exactly those that the configuration asks for, before memory is taken for any.
  /// - Throws: `ModelFileError`, as `verify(expected:)` does.
  public func verify() throws(ModelFileError) {
    // The count comes first: the list of a hostile configuration's tensors would be long.
    let layers = configuration.layerCount
    guard names.count >= layers else {
      throw ModelFileError(
        .missing, path: path, "there are \(names.count) tensors, too few for a model of \(layers) layers")
    }
    try verify(expected: configuration.expectedTensors)
  }

  /// Checks that the weights are exactly these.
  ///
  /// Two kinds of tensors are passed over, as transformers does: frequencies of rotation that old checkpoints stored,
  /// and an `lm_head.weight` that equals the embedding to which it is tied.
  /// - Throws: `ModelFileError` that names the tensors: missing ones, unexpected ones, of another shape, in a number
  ///   format that is not supported.
  public func verify(expected: [ExpectedTensor]) throws(ModelFileError) {
    var wanted: Set<String> = []
    var missing: [String] = []
    for tensor in expected {
      wanted.insert(tensor.name)
      guard let found = description(of: tensor.name) else {
        missing.append(tensor.name)
        continue
      }
      guard found.shape == tensor.shape else {
        throw ModelFileError(
          .mismatch, path: path, at: .tensor(tensor.name),
          "has shape \(found.shape), should have \(tensor.shape) by the configuration")
      }
      _ = try file.tensors.tensor(found.name).storage()
    }
    if let first = missing.first {
      let advice =
        missing == [TensorNames.output]
        ? "set tie_word_embeddings to true if the output projection is the embedding" : FileReader.fetchAgain
      throw ModelFileError(
        .missing, path: path, at: .tensor(first), "is missing" + Self.others(missing), advice: advice)
    }
    let unexpected = names.filter { !wanted.contains($0) && !isPassedOver($0) }
    if let first = unexpected.first {
      if unexpected == [TensorNames.output], configuration.tieWordEmbeddings {
        return try verifyTiedOutput()
      }
      throw ModelFileError(
        .unexpected, path: path, at: .tensor(first), "is no tensor of the model" + Self.others(unexpected),
        advice: "is it another kind of model?")
    }
  }

  private func isPassedOver(_ name: String) -> Bool {
    name == GGUFNames.ropeFactors || name.hasSuffix("rotary_emb.inv_freq")
  }

  /// ` and 3 more: a, b, c`, of all but the first.
  private static func others(_ names: [String]) -> String {
    guard names.count > 1 else { return "" }
    let shown = names.dropFirst().prefix(5).map(\.shownInErrors).joined(separator: ", ")
    return ", and \(names.count - 1) more: \(shown)\(names.count > 6 ? ", …" : "")"
  }

  /// Compares an output projection, that should not be there, to the embedding.
  private func verifyTiedOutput() throws(ModelFileError) {
    let difference = ModelFileError(
      .mismatch, path: path, at: .tensor(TensorNames.output), "differs from the embedding to which it is tied",
      advice: "set tie_word_embeddings to false to use it")
    guard shape(of: TensorNames.output) == shape(of: TensorNames.embedding) else { throw difference }
    let count = description(of: TensorNames.output)?.elementCount ?? 0
    let embedding = try file.tensors.tensor(TensorNames.embedding)
    let output = try file.tensors.tensor(TensorNames.output)
    for start in stride(from: 0, to: count, by: 65_536) {
      let run = start..<min(start + 65_536, count)
      let left = try [Double](count: run.count) { target throws(ModelFileError) in
        try embedding.read(run, into: target)
      }
      let right = try [Double](count: run.count) { target throws(ModelFileError) in
        try output.read(run, into: target)
      }
      guard left == right else { throw difference }
    }
  }
}
