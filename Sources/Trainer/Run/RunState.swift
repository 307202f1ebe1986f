internal import Foundation
internal import ModelFiles
internal import TrainingRuns

/// What a run has to know to go on as if it had never stopped, beside weights and moments.
struct RunState: Codable, Sendable, Hashable {
  /// `sft` or `rl`; `nil` in states of versions that did not say.
  var phase: String?
  /// Updates and skipped steps so far.
  var step: Int
  var epoch: Int
  var position: Int
  /// Updates of the optimiser.
  var updates: Int
  /// Of the value head's optimiser, where they are others; `nil` for the same.
  var valueUpdates: Int?
  var skipped: Int
  var skippedInARow: Int
  /// Seconds of all processes of the run.
  var elapsedSeconds: Double
  /// Of the data: the place in it means nothing in another.
  var rows: Int
  /// Of the numbers: a run that goes on with others gives other bits.
  var threads: Int
  var kernels: String
  /// The resolved configuration, to tell what was changed.
  var configuration: String

  var cursor: DataOrder.Cursor {
    get { DataOrder.Cursor(epoch: epoch, position: position) }
    set { (epoch, position) = (newValue.epoch, newValue.position) }
  }

  static let fileName = "state.json"
  static let momentsName = "moments.safetensors"
  static let folderName = "trainer_state"
}

extension RunState {
  func write(toFolder folder: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    do {
      try encoder.encode(self).write(to: URL(fileURLWithPath: "\(folder)/\(RunState.fileName)"))
    } catch let error as CocoaError where error.code == .fileWriteOutOfSpace {
      throw RunFileError(writing: "\(folder)/\(RunState.fileName)", errno: ENOSPC)
    }
  }

  /// - Throws: ``TrainingError/badState(file:cause:)``.
  static func read(fromFolder folder: String) throws(TrainingError) -> RunState {
    let file = "\(folder)/\(RunState.fileName)"
    let state: RunState
    do {
      state = try JSONDecoder().decode(RunState.self, from: Data(contentsOf: URL(fileURLWithPath: file)))
    } catch {
      throw .badState(
        file: file, cause: "is not the state of a run of this version: go on with the one that wrote it")
    }
    let counts = [state.step, state.epoch, state.position, state.updates, state.skipped, state.skippedInARow]
    guard counts.allSatisfy({ $0 >= 0 }), state.rows > 0, state.position < state.rows else {
      throw .badState(file: file, cause: "has numbers that no run has")
    }
    return state
  }
}

extension Optimiser {
  /// The moments, as two vectors of a safetensors file.
  func writeMoments(toFolder folder: String) throws(ModelFileError) {
    let storage: TensorStorage = S.self == Double.self ? .float64 : .float32
    let count = firstMoments.columns
    let writer = try SafetensorsWriter(
      file: "\(folder)/\(RunState.momentsName)",
      tensors: ["first", "second"].map { PlannedTensor(name: $0, shape: [count], storage: storage) })
    try writer.write("first", from: UnsafeBufferPointer(firstMoments.elements))
    try writer.write("second", from: UnsafeBufferPointer(secondMoments.elements))
    try writer.finish()
  }

  func readMoments(fromFolder folder: String) throws(ModelFileError) {
    let file = try Safetensors(file: "\(folder)/\(RunState.momentsName)")
    try file.read("first", into: firstMoments.elements)
    try file.read("second", into: secondMoments.elements)
  }
}
