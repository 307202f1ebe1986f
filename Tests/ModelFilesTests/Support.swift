import Foundation

@testable import ModelFiles

/// The files of testdata/model-files (how they were made: the README there).
enum TestData {
  // Tests/ModelFilesTests/Support.swift
  static let root = (0..<3).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }

  static func path(_ name: String) -> String { root.appending(path: "testdata/model-files/\(name)").path }

  static func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path(name)))) }
}

/// A folder that is gone after the test.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "model-files-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Puts bytes into a file; where it is.
  @discardableResult func write(_ bytes: [UInt8], to name: String) throws -> String {
    try Data(bytes).write(to: URL(filePath: file(name)))
    return file(name)
  }

  @discardableResult func write(_ text: String, to name: String) throws -> String {
    try write(Array(text.utf8), to: name)
  }

  func copy(_ name: String, as copy: String) throws {
    try FileManager.default.copyItem(atPath: TestData.path(name), toPath: file(copy))
  }

  /// The names of what is in it, sorted.
  func contents() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }

  func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: file(name))), as: UTF8.self)
  }
}

/// The error that a function ends in, or nil.
func modelFileError(_ body: () throws -> Void) -> ModelFileError? {
  do {
    try body()
    return nil
  } catch {
    return error as? ModelFileError
  }
}

/// Random numbers that are the same in every run (SplitMix64), so that a failing case can be named by its seed.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Bytes of a file that is made by hand, integers least significant byte first.
struct FileBytes {
  var bytes: [UInt8] = []

  mutating func append<Value: FixedWidthInteger>(_ value: Value) {
    for index in 0..<MemoryLayout<Value>.size { bytes.append(UInt8(truncatingIfNeeded: value >> Value(8 * index))) }
  }

  /// Length and text, as GGUF has strings.
  mutating func append(_ text: String) {
    append(UInt64(text.utf8.count))
    bytes += Array(text.utf8)
  }

  /// A safetensors file with this header and so many bytes of data.
  static func safetensors(_ header: String, data: Int) -> [UInt8] {
    var file = FileBytes()
    file.append(header)
    return file.bytes + [UInt8](repeating: 0, count: data)
  }

  /// The start of a GGUF file.
  static func gguf(version: UInt32 = 3, tensors: UInt64, pairs: UInt64) -> FileBytes {
    var file = FileBytes()
    file.append(UInt32(0x4655_4747))
    file.append(version)
    file.append(tensors)
    file.append(pairs)
    return file
  }

  /// A tensor's entry in a GGUF file; dimensions innermost first.
  mutating func appendTensor(_ name: String, _ dimensions: [UInt64], type: UInt32, offset: UInt64) {
    append(name)
    append(UInt32(dimensions.count))
    for dimension in dimensions { append(dimension) }
    append(type)
    append(offset)
  }

  mutating func pad(to step: Int, adding data: Int = 0) {
    while !bytes.count.isMultiple(of: step) { bytes.append(0) }
    bytes += [UInt8](repeating: 0, count: data)
  }
}

extension TemporaryFolder {
  func truncate(_ name: String, to count: Int) throws {
    let handle = try FileHandle(forWritingTo: URL(filePath: file(name)))
    defer { try? handle.close() }
    try handle.truncate(atOffset: UInt64(count))
  }
}
