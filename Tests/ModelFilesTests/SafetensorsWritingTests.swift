import Foundation
import Synchronization
import Testing

@testable import ModelFiles

/// What is written is read back the same, and appears whole or not at all.
@Suite struct SafetensorsWritingTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private let values: [Float] = [0, -1.5, 3.25, 0x1p-24, .infinity, 0.1]

  @Test(arguments: TensorStorage.allCases.filter(\.isPlain))
  func floatsComeBack(storage: TensorStorage) throws {
    let writer = try SafetensorsWriter(
      folder: folder.path, tensors: [PlannedTensor(name: "a", shape: [2, 3], storage: storage)])
    try writer.write("a", values)
    try writer.finish()
    let file = try Safetensors(folder: folder.path)
    let expected: [TensorStorage: [Float]] = [
      .float16: [0, -1.5, 3.25, 0x1p-24, .infinity, 0.099975586],
      .bfloat16: [0, -1.5, 3.25, 0x1p-24, .infinity, 0.100097656],
    ]
    #expect(try file.floats("a") == expected[storage] ?? values)
    #expect(file.metadata == ["format": "pt"])
    #expect(try folder.contents() == ["model.safetensors"])
  }

  @Test func doublesComeBackWhole() throws {
    let writer = try SafetensorsWriter(
      file: folder.file("state.safetensors"), tensors: [PlannedTensor(name: "a", shape: [2], storage: .float64)],
      metadata: [:])
    try writer.write("a", [0.1, -Double.pi])
    try writer.finish()
    #expect(try Safetensors(file: folder.file("state.safetensors")).doubles("a") == [0.1, -Double.pi])
  }

  /// Byte for byte what the reference library writes of the same tensors.
  @Test func aFileOfTheReferenceLibraryIsWrittenTheSame() throws {
    let original = try Safetensors(file: TestData.path("dequantised.safetensors"))
    let plan = original.tensors.descriptions.map { description in
      PlannedTensor(name: description.name, shape: description.shape, storage: description.storage ?? .float32)
    }
    let path = folder.file("copy.safetensors")
    let writer = try SafetensorsWriter(file: path, tensors: plan, metadata: original.metadata)
    for tensor in plan { try writer.write(tensor.name, original.doubles(tensor.name)) }
    try writer.finish()
    let copy = Array(try Data(contentsOf: URL(filePath: path)))
    // The order of the metadata's two keys is the reference library's own affair: the lengths are the same.
    let header = copy.count - plan.reduce(0) { $0 + $1.shape.reduce(1, *) * $1.storage.blockBytes }
    let reference = try TestData.bytes("dequantised.safetensors")
    #expect(copy.count == reference.count)
    #expect(header.isMultiple(of: 8))
    #expect(copy[header...] == reference[header...])
    #expect(copy[..<8] == reference[..<8])
  }

  @Test func tensorsGoIntoFilesInTheirOrder() throws {
    let plan = (0..<5).map { PlannedTensor(name: "t\($0)", shape: [$0 == 3 ? 40 : 10], storage: .float32) }
    let writer = try SafetensorsWriter(folder: folder.path, tensors: plan, maximumShardBytes: 80)
    for tensor in plan {
      try writer.write(tensor.name, [Float](repeating: Float(tensor.shape[0]), count: tensor.shape[0]))
    }
    try writer.finish()
    #expect(
      writer.fileNames == (1...4).map { "model-0000\($0)-of-00004.safetensors" }.dropLast(1) + [
        "model-00004-of-00004.safetensors"
      ])
    #expect(try folder.contents() == writer.fileNames + ["model.safetensors.index.json"])
    let index = try folder.text("model.safetensors.index.json")
    #expect(index.contains(#""total_size": 320"#))
    #expect(index.contains(#""t3": "model-00003-of-00004.safetensors""#))
    let read = try Safetensors(folder: folder.path)
    #expect(read.names == plan.map(\.name))
    #expect(try read.floats("t3") == [Float](repeating: 40, count: 40))
  }

  @Test func aTensorMayBeWrittenInPieces() throws {
    let writer = try SafetensorsWriter(
      folder: folder.path,
      tensors: [
        PlannedTensor(name: "empty", shape: [0], storage: .float32),
        PlannedTensor(name: "a", shape: [70_000], storage: .float16),
      ])
    let values = (0..<70_000).map { Float($0 % 2_000) }
    try writer.write("a", Array(values[..<1_000]))
    try writer.write("a", Array(values[1_000...]))
    try writer.finish()
    let read = try Safetensors(folder: folder.path)
    #expect(try read.floats("a") == values)
    #expect(read.shape(of: "empty") == [0])
  }

  /// An older single file would be read in place of several, and an old list in place of nothing.
  @Test func oldFilesDoNotShadowNewOnes() throws {
    let plan = (0..<2).map { PlannedTensor(name: "t\($0)", shape: [10], storage: .float32) }
    for limit in [1_000, 40, 1_000] {
      let writer = try SafetensorsWriter(folder: folder.path, tensors: plan, maximumShardBytes: limit)
      for tensor in plan { try writer.write(tensor.name, [Float](repeating: Float(limit), count: 10)) }
      try writer.finish()
      #expect(try Safetensors(folder: folder.path).floats("t1")[0] == Float(limit))
    }
  }

  // MARK: Mistakes of the caller

  @Test func tensorsAreWrittenInTheOrderOfThePlan() throws {
    let plan = ["a", "b"].map { PlannedTensor(name: $0, shape: [1], storage: .float32) }
    let writer = try SafetensorsWriter(folder: folder.path, tensors: plan)
    #expect(modelFileError { try writer.write("b", [1] as [Float]) }?.problem == "is written out of order, a is due")
    #expect(modelFileError { try writer.write("a", [1, 2] as [Float]) }?.code == .mismatch)
    try writer.write("a", [1] as [Float])
    #expect(modelFileError { try writer.finish() }?.place == .tensor("b"))
  }

  @Test(arguments: [
    PlannedTensor(name: "a", shape: [-1], storage: .float32),
    PlannedTensor(name: "a", shape: [.max, 2], storage: .float32),
    PlannedTensor(name: "a", shape: [32], storage: .q4_0),
    PlannedTensor(name: "__metadata__", shape: [1], storage: .float32),
  ])
  func whatCannotBeWrittenIsRefusedAtOnce(tensor: PlannedTensor) throws {
    let error = modelFileError { _ = try SafetensorsWriter(folder: folder.path, tensors: [tensor]) }
    #expect(error?.place == .tensor(tensor.name))
    #expect(try folder.contents().isEmpty)
  }

  @Test func aWriterThatIsDroppedLeavesNothing() throws {
    do {
      let writer = try SafetensorsWriter(
        folder: folder.path, tensors: [PlannedTensor(name: "a", shape: [2], storage: .float32)])
      try writer.write("a", [1] as [Float])
      #expect(try folder.contents().count == 1)
    }
    #expect(try folder.contents().isEmpty)
  }

  // MARK: Faults of the disk

  /// The nth call that touches the disk fails, for n = 1, 2, … until none does.
  @Test func aFullDiskLeavesTheOldFileAndNoOther() throws {
    let path = folder.file("weights.safetensors")
    try folder.write("old", to: "weights.safetensors")
    var failures = 0
    for failing in 1... {
      let faults = FaultyCalls(failing: failing, with: 28)  // ENOSPC
      let error = modelFileError {
        let writer = try SafetensorsWriter(
          file: path, tensors: [PlannedTensor(name: "a", shape: [3], storage: .float32)], metadata: [:],
          calls: faults.calls)
        try writer.write("a", [1, 2] as [Float])
        try writer.write("a", [3] as [Float])
        try writer.finish()
      }
      guard faults.wasHit else {
        #expect(error == nil)
        break
      }
      failures += 1
      #expect(error?.code == .system && error?.errorNumber == 28)
      #expect(error?.path == path || error?.path == folder.path)
      #expect(error?.advice == "free some space, or write to another disk")
      #expect(try folder.contents() == ["weights.safetensors"])
      // Only the last flush, of the folder, comes after the new file has its name.
      let isOld = try folder.text("weights.safetensors") == "old"
      #expect(isOld || error?.path == folder.path)
    }
    #expect(failures == 6, "header, two pieces, flush, rename, flush of the folder")
    #expect(try Safetensors(file: path).floats("a") == [1, 2, 3])
  }

  @Test func aFolderThatCannotBeMadeIsNamed() throws {
    try folder.write("", to: "file")
    let error = modelFileError { _ = try SafetensorsWriter(folder: folder.file("file"), tensors: []) }
    #expect(error?.path == folder.file("file"))
    #expect(error?.code == .system)
  }
}

/// System calls of which the nth fails.
private final class FaultyCalls: Sendable {
  private let remaining: Mutex<Int>
  private let errorNumber: Int32

  init(failing number: Int, with errorNumber: Int32) {
    remaining = Mutex(number)
    self.errorNumber = errorNumber
  }

  var wasHit: Bool { remaining.withLock { $0 <= 0 } }

  private func fails() -> Bool {
    remaining.withLock { left in
      left -= 1
      return left == 0
    }
  }

  var calls: FileCalls {
    FileCalls(
      write: { self.fails() ? -Int(self.errorNumber) : FileCalls.system.write($0, $1) },
      synchronise: { self.fails() ? -self.errorNumber : FileCalls.system.synchronise($0) },
      rename: { self.fails() ? -self.errorNumber : FileCalls.system.rename($0, $1) })
  }
}
