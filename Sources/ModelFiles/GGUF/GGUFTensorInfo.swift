/// What a GGUF file says of a tensor, as it stands there.
struct GGUFTensorInfo {
  let name: String
  /// Outermost dimension first.
  let shape: [Int]
  /// The number of the format (`ggml_type`).
  let type: UInt32
  /// From the start of the data, in bytes.
  let offset: UInt64

  /// Checks all tensors against the file: formats, sizes, alignment, bounds, overlaps.
  /// - Parameter end: the offset of the first byte after the infos.
  static func placed(
    _ infos: [GGUFTensorInfo], after end: UInt64, alignment: UInt64, reader: FileReader
  ) throws(ModelFileError) -> [StoredTensor] {
    guard !infos.isEmpty else { return [] }
    guard let dataStart = end.roundedUp(toMultipleOf: alignment), dataStart <= reader.size else {
      throw ModelFileError(
        .truncated, path: reader.path, at: .byte(end), "the file ends before its tensors", advice: FileReader.fetchAgain
      )
    }
    var stored: [StoredTensor] = []
    stored.reserveCapacity(infos.count)
    for info in infos {
      stored.append(try info.placed(dataStart: dataStart, alignment: alignment, reader: reader))
    }
    let byPosition = stored.sorted { ($0.offset, $0.description.byteCount) < ($1.offset, $1.description.byteCount) }
    for (before, after) in zip(byPosition, byPosition.dropFirst())
    where before.offset + UInt64(before.description.byteCount) > after.offset {
      throw ModelFileError(
        .malformed, path: reader.path, at: .tensor(after.description.name),
        "overlaps \(before.description.name.shownInErrors)")
    }
    return stored
  }

  private func placed(
    dataStart: UInt64, alignment: UInt64, reader: FileReader
  ) throws(ModelFileError) -> StoredTensor {
    func wrong(_ code: ModelFileError.Code, _ problem: String, advice: String? = nil) -> ModelFileError {
      ModelFileError(code, path: reader.path, at: .tensor(name), problem, advice: advice)
    }
    guard let format = GGMLFormat.known[type] else {
      throw wrong(.unsupported, "is stored in the unknown format \(type)")
    }
    guard let elementCount = shape.checkedProduct() else { throw wrong(.malformed, "shape \(shape) overflows") }
    guard (shape.last ?? 1).isMultiple(of: format.blockElements), elementCount.isMultiple(of: format.blockElements)
    else {
      throw wrong(
        .malformed, "rows of shape \(shape) are not whole blocks of \(format.blockElements), as \(format.name)")
    }
    guard let byteCount = (elementCount / format.blockElements).multiplied(by: format.blockBytes) else {
      throw wrong(.malformed, "shape \(shape) overflows")
    }
    guard offset.isMultiple(of: alignment) else {
      throw wrong(.malformed, "offset \(offset) is no multiple of the alignment \(alignment)")
    }
    guard let start = dataStart.adding(offset), let end = start.adding(UInt64(byteCount)), end <= reader.size else {
      throw wrong(
        .truncated, "takes \(byteCount) bytes from \(offset) on, the file has \(reader.size - dataStart) bytes of data",
        advice: FileReader.fetchAgain)
    }
    let description = TensorDescription(
      name: name, shape: shape, storageName: format.name, storage: TensorStorage(rawValue: format.name),
      elementCount: elementCount, byteCount: byteCount)
    return StoredTensor(description: description, reader: reader, offset: start)
  }
}

/// The number formats of ggml, also those that this library does not decode: their sizes can be checked all the same.
struct GGMLFormat {
  let name: String
  let blockElements: Int
  let blockBytes: Int

  private init(_ name: String, _ blockElements: Int, _ blockBytes: Int) {
    self.name = name
    self.blockElements = blockElements
    self.blockBytes = blockBytes
  }

  /// By number: `ggml_type` in `ggml.h`, sizes as in gguf's `GGML_QUANT_SIZES`.
  static let known: [UInt32: GGMLFormat] = [
    0: GGMLFormat("F32", 1, 4), 1: GGMLFormat("F16", 1, 2), 2: GGMLFormat("Q4_0", 32, 18),
    3: GGMLFormat("Q4_1", 32, 20), 6: GGMLFormat("Q5_0", 32, 22), 7: GGMLFormat("Q5_1", 32, 24),
    8: GGMLFormat("Q8_0", 32, 34), 9: GGMLFormat("Q8_1", 32, 40), 10: GGMLFormat("Q2_K", 256, 84),
    11: GGMLFormat("Q3_K", 256, 110), 12: GGMLFormat("Q4_K", 256, 144), 13: GGMLFormat("Q5_K", 256, 176),
    14: GGMLFormat("Q6_K", 256, 210), 15: GGMLFormat("Q8_K", 256, 292), 16: GGMLFormat("IQ2_XXS", 256, 66),
    17: GGMLFormat("IQ2_XS", 256, 74), 18: GGMLFormat("IQ3_XXS", 256, 98), 19: GGMLFormat("IQ1_S", 256, 50),
    20: GGMLFormat("IQ4_NL", 32, 18), 21: GGMLFormat("IQ3_S", 256, 110), 22: GGMLFormat("IQ2_S", 256, 82),
    23: GGMLFormat("IQ4_XS", 256, 136), 24: GGMLFormat("I8", 1, 1), 25: GGMLFormat("I16", 1, 2),
    26: GGMLFormat("I32", 1, 4), 27: GGMLFormat("I64", 1, 8), 28: GGMLFormat("F64", 1, 8),
    29: GGMLFormat("IQ1_M", 256, 56), 30: GGMLFormat("BF16", 1, 2), 34: GGMLFormat("TQ1_0", 256, 54),
    35: GGMLFormat("TQ2_0", 256, 66), 39: GGMLFormat("MXFP4", 32, 17), 40: GGMLFormat("NVFP4", 64, 36),
    41: GGMLFormat("Q1_0", 128, 18),
  ]
}
