import Foundation
import Testing

@testable import ModelFiles

/// Damaged files end in a value or in a `ModelFileError`, never in a trap, and never take memory beyond their own size.
///
/// `MODEL_FILES_FUZZ_ROUNDS` and `MODEL_FILES_FUZZ_SEED` make the tests longer or repeat one.
@Suite struct FuzzTests {
  static let rounds = Int(ProcessInfo.processInfo.environment["MODEL_FILES_FUZZ_ROUNDS"] ?? "") ?? 150
  static let seed = UInt64(ProcessInfo.processInfo.environment["MODEL_FILES_FUZZ_SEED"] ?? "") ?? 20_261_126

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Values at which arithmetic overflows or limits lie.
  private static let edges: [UInt64] = [
    0, 1, 2, 4, 8, 31, 32, 255, 256, 65_535, 1 << 20, 1 << 31, 1 << 32, 1 << 60, 1 << 61, 1 << 62, 1 << 63, .max,
    .max - 31,
  ]

  /// One to four changes: bits flipped, bytes or numbers replaced, parts removed, doubled or cut off.
  private func damaged(_ original: [UInt8], within count: Int, _ generator: inout SeededGenerator) -> [UInt8] {
    var bytes = original
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      guard !bytes.isEmpty else { break }
      let at = Int.random(in: 0..<min(count, bytes.count), using: &generator)
      switch Int.random(in: 0..<8, using: &generator) {
      case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 1: bytes[at] = UInt8.random(in: 0...255, using: &generator)
      case 2, 3:
        let value = Self.edges.randomElement(using: &generator) ?? 0
        let width = Bool.random(using: &generator) ? 8 : 4
        for index in 0..<min(width, bytes.count - at) {
          bytes[at + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index))
        }
      case 4: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...16, using: &generator)))
      case 5:
        let part = bytes[at..<min(bytes.count, at + Int.random(in: 1...32, using: &generator))]
        bytes.insert(contentsOf: Array(part), at: at)
      case 6:
        // In JSON, a digit becomes another, or a bracket.
        if let digit = bytes[at..<min(bytes.count, at + 64)].firstIndex(where: { (0x30...0x39).contains($0) }) {
          bytes[digit] = Array("0123456789-e.[]{}\"".utf8).randomElement(using: &generator) ?? 0x30
        }
      default: if Int.random(in: 0..<4, using: &generator) == 0 { bytes.removeLast(bytes.count - at) }
      }
    }
    return bytes
  }

  /// Opens and reads everything; whether it could be opened.
  private func readEverything(_ open: () throws -> any TensorFile, _ seed: UInt64) -> Bool {
    do {
      let file = try open()
      for name in file.names {
        do throws(ModelFileError) {
          let values = try file.floats(name)
          #expect(values.count == file.description(of: name)?.elementCount)
        } catch {
          #expect(!error.description.isEmpty)
        }
      }
      return true
    } catch let error as ModelFileError {
      #expect(!error.description.isEmpty)
    } catch {
      Issue.record("seed \(seed): \(error)")
    }
    return false
  }

  private func fuzz(_ name: String, headerBytes: Int, _ read: (String, UInt64) -> Bool) throws {
    let original = try TestData.bytes(name)
    var opened = 0
    for round in 0..<Self.rounds {
      let seed = Self.seed &+ UInt64(round)
      var generator = SeededGenerator(seed: seed)
      let bytes = damaged(original, within: headerBytes, &generator)
      let path = try folder.write(bytes, to: "damaged")
      if read(path, seed) { opened += 1 }
    }
    #expect(opened < Self.rounds, "damage is noticed")
  }

  @Test(arguments: ["quantised.gguf", "llama.gguf", "qwen3.gguf"])
  func damagedGGUF(name: String) throws {
    try fuzz(name, headerBytes: 2_000) { path, seed in
      let isOpen = readEverything({ try GGUF(path: path) }, seed)
      readModel(path, seed)
      return isOpen
    }
  }

  @Test(arguments: ["plain.safetensors", "dequantised.safetensors"])
  func damagedSafetensors(name: String) throws {
    try fuzz(name, headerBytes: 1_000) { path, seed in readEverything({ try Safetensors(file: path) }, seed) }
  }

  @Test(arguments: ["llama", "qwen3"])
  func damagedConfigurations(name: String) throws {
    try folder.copy("\(name)/model.safetensors", as: "model.safetensors")
    try fuzz("\(name)/config.json", headerBytes: 2_000) { path, seed in
      let configuration = folder.file("config.json")
      try? FileManager.default.removeItem(atPath: configuration)
      try? FileManager.default.moveItem(atPath: path, toPath: configuration)
      return readModel(folder.path, seed)
    }
  }

  @Test func damagedLists() throws {
    for file in ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", "config.json"] {
      try folder.copy("qwen2/\(file)", as: file)
    }
    try fuzz("qwen2/model.safetensors.index.json", headerBytes: 4_000) { path, seed in
      let index = folder.file("model.safetensors.index.json")
      try? FileManager.default.removeItem(atPath: index)
      try? FileManager.default.moveItem(atPath: path, toPath: index)
      return readModel(folder.path, seed)
    }
  }

  /// Opens a model, reads what it should have, and writes its configuration.
  @discardableResult private func readModel(_ path: String, _ seed: UInt64) -> Bool {
    do throws(ModelFileError) {
      let model = try ModelSource.open(path, verifying: seed.isMultiple(of: 2))
      for name in model.names {
        do throws(ModelFileError) {
          _ = try model.floats(name)
        } catch {
          #expect(!error.description.isEmpty)
        }
      }
      _ = try model.configuration.json(storage: .float32)
      return true
    } catch {
      #expect(!error.description.isEmpty)
      return false
    }
  }

  /// Every length that is too short, of a file of each kind.
  @Test(arguments: ["qwen2.gguf", "plain.safetensors"])
  func truncatedFiles(name: String) throws {
    let original = try TestData.bytes(name)
    let step = original.count > 4_000 ? 7 : 1
    for count in stride(from: 0, to: original.count, by: step) {
      let path = try folder.write(Array(original[..<count]), to: "cut")
      let error = modelFileError {
        _ = name.hasSuffix(".gguf") ? try GGUF(path: path).names : try Safetensors(file: path).names
      }
      #expect(error != nil, "\(count) bytes of \(original.count)")
    }
  }
}
