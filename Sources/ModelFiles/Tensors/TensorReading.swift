extension StoredTensor {
  /// Bytes of a file that are held at once while a tensor is read: well within a core's second-level cache.
  private static let chunkBytes = 262_144

  /// The number format, or an error that names the tensor and the format.
  func storage() throws(ModelFileError) -> TensorStorage {
    guard let storage = description.storage else {
      let supported = TensorStorage.allCases.map(\.rawValue).joined(separator: ", ")
      throw ModelFileError(
        .unsupported, path: reader.path, at: .tensor(description.name),
        "is stored as \(description.storageName.shownInErrors)", advice: "supported are \(supported)")
    }
    return storage
  }

  /// Decodes a run of elements into memory of the same length, chunk by chunk.
  func read<Scalar: TensorScalar>(
    _ elements: Range<Int>, into target: UnsafeMutableBufferPointer<Scalar>
  ) throws(ModelFileError) {
    let storage = try storage()
    let block = storage.blockElements
    guard elements.lowerBound >= 0, elements.upperBound <= description.elementCount,
      elements.lowerBound.isMultiple(of: block), elements.upperBound.isMultiple(of: block)
    else {
      throw ModelFileError(
        .mismatch, path: reader.path, at: .tensor(description.name),
        "elements \(elements) were asked for of \(description.elementCount) in blocks of \(block)")
    }
    guard target.count == elements.count else {
      throw ModelFileError(
        .mismatch, path: reader.path, at: .tensor(description.name),
        "\(elements.count) elements do not go into memory for \(target.count)")
    }
    guard let output = target.baseAddress, !elements.isEmpty else { return }

    let chunkBlocks = min(Self.chunkBytes / storage.blockBytes, elements.count / block)
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: chunkBlocks * storage.blockBytes, alignment: 16)
    defer { chunk.deallocate() }
    var done = 0
    while done < elements.count {
      let blocks = min(chunkBlocks, (elements.count - done) / block)
      let bytes = UnsafeMutableRawBufferPointer(rebasing: chunk[..<(blocks * storage.blockBytes)])
      // No overflow: the tensor's bytes were checked to lie in the file.
      let start = (elements.lowerBound + done) / block * storage.blockBytes
      try reader.read(into: bytes, at: offset + UInt64(start))
      Scalar._decode(UnsafeRawBufferPointer(bytes), as: storage, into: output + done)
      done += blocks * block
    }
  }
}
