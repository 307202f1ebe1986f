/// Writes tensors to safetensors files, in one pass and with under 1 MiB of memory.
///
/// Nothing appears under its final name before `finish`; a writer that is dropped before leaves no trace. Each file
/// appears whole or not at all, the index last. Several files do not appear at one instant: to replace a model that
/// others read, write to a new folder and rename that.
///
/// ```swift
/// let writer = try SafetensorsWriter(
///   folder: "out", tensors: [PlannedTensor(name: "norm.weight", shape: [2], storage: .bfloat16)])
/// try writer.write("norm.weight", [1, 1] as [Float])
/// try writer.finish()
/// ```
public final class SafetensorsWriter {
  /// The file or folder that is written.
  public let path: String
  /// The names of the files, in order.
  public let fileNames: [String]

  private let folder: String
  private let isFolder: Bool
  private let plan: SafetensorsPlan
  private let calls: FileCalls
  private var files: [AtomicFile] = []
  private var sequence: TensorSequence

  /// Plans a folder's weights: `model.safetensors`, or, where they take more than the size given,
  /// `model-00001-of-0000N.safetensors` and so on with `model.safetensors.index.json`.
  /// - Parameters:
  ///   - folder: is made where there is none.
  ///   - tensors: in the order in which they will be written.
  ///   - metadata: what stands under `__metadata__`; transformers wants a `format`.
  ///   - maximumShardBytes: the most bytes of tensors in a file; one larger tensor has a file to itself.
  /// - Throws: `ModelFileError`.
  public convenience init(
    folder: String, tensors: [PlannedTensor], metadata: [String: String] = ["format": "pt"],
    maximumShardBytes: Int = 5_000_000_000
  ) throws(ModelFileError) {
    let plan = try SafetensorsPlan(tensors, metadata: metadata, maximumShardBytes: maximumShardBytes, path: folder)
    try FileSystem.makeFolder(folder)
    try self.init(path: folder, folder: folder, isFolder: true, names: plan.folderNames, plan: plan, calls: .system)
  }

  /// Plans one file.
  public convenience init(
    file: String, tensors: [PlannedTensor], metadata: [String: String] = ["format": "pt"]
  ) throws(ModelFileError) {
    try self.init(file: file, tensors: tensors, metadata: metadata, calls: .system)
  }

  convenience init(
    file: String, tensors: [PlannedTensor], metadata: [String: String], calls: FileCalls
  ) throws(ModelFileError) {
    let plan = try SafetensorsPlan(tensors, metadata: metadata, maximumShardBytes: .max, path: file)
    let name = file.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init) ?? file
    try self.init(
      path: file, folder: FileSystem.folder(of: file), isFolder: false, names: [name], plan: plan, calls: calls)
  }

  private init(
    path: String, folder: String, isFolder: Bool, names: [String], plan: SafetensorsPlan, calls: FileCalls
  ) throws(ModelFileError) {
    self.path = path
    self.folder = folder
    self.isFolder = isFolder
    self.plan = plan
    self.calls = calls
    fileNames = names
    sequence = TensorSequence(plan.tensors, path: path)
    try openFilesUpToCurrent()
  }

  /// Writes the next elements of a tensor; when all are written, the next tensor in the order of the plan follows.
  /// - Throws: `ModelFileError`: another tensor is due, too many elements, or the disk refuses. The writer is of no use
  ///   after that.
  public func write<Scalar: TensorScalar>(
    _ name: String, from values: UnsafeBufferPointer<Scalar>
  ) throws(ModelFileError) {
    let tensor = try sequence.accept(name, count: values.count)
    // Elements are accepted only of a tensor whose file is open.
    if let file = files.last { try file.write(values, as: tensor.tensor.storage) }
    if sequence.completePiece(values.count) { try openFilesUpToCurrent() }
  }

  /// Writes the next elements of a tensor.
  public func write<Scalar: TensorScalar>(_ name: String, _ values: [Scalar]) throws(ModelFileError) {
    try values.writing { memory throws(ModelFileError) in try write(name, from: memory) }
  }

  /// Flushes everything to the disk and gives the files their names.
  /// - Throws: `ModelFileError`: a tensor of the plan was not written, or the disk refuses.
  public func finish() throws(ModelFileError) {
    try sequence.checkComplete()
    for file in files { try file.flush() }
    for file in files { try file.commit() }
    files = []
    guard isFolder else { return }
    let index = FileSystem.join(folder, Safetensors.indexName)
    if fileNames.count > 1 {
      let file = try AtomicFile(path: index, calls: calls)
      try file.write(Array((plan.index(fileNames: fileNames).text(indentation: 2) + "\n").utf8))
      try file.commit()
      // An older single file would be taken for the weights.
      try FileSystem.removeIfPresent(FileSystem.join(folder, Safetensors.fileName))
    } else {
      try FileSystem.removeIfPresent(index)
    }
    try AtomicFile.flushFolder(folder, calls: calls)
  }

  /// Opens every file up to that of the current tensor, or all when none is left, and writes their headers.
  private func openFilesUpToCurrent() throws(ModelFileError) {
    let needed = sequence.current.map { plan.shardOfTensor[$0] + 1 } ?? fileNames.count
    while files.count < needed {
      if let last = files.last { try last.flush() }
      let file = try AtomicFile(path: FileSystem.join(folder, fileNames[files.count]), calls: calls)
      try file.write(plan.header(ofShard: files.count))
      files.append(file)
    }
  }
}
