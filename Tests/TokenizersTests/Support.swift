import Foundation
import Testing

@testable import Tokenizers

/// A folder for one test, gone when the test ends.
final class Scratch {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "klear-tokenizers-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
  }

  /// A folder with this tokenizer.json.
  static func tokenizer(_ text: String) throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write("tokenizer.json", text)
    return scratch
  }
}

enum Fixtures {
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().appendingPathComponent("../../testdata/tokenizers").standardized.path

  static func path(_ name: String) -> String { "\(folder)/\(name)" }

  static func json(_ name: String) throws -> JSONValue {
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path(name))))
    return try JSONText(bytes, file: name).root
  }

  static func tokenizer(_ name: String) throws -> Tokenizer { try Tokenizer(folder: path(name)) }
}

extension JSONValue {
  var ids: [Int32] { elements.compactMap { $0.int.map(Int32.init) } }
  var strings: [String] { elements.compactMap(\.string) }
}

/// Texts are compared by their bytes: Swift holds composed and decomposed characters for equal.
func bytes(_ text: String?) -> [UInt8]? { text.map { Array($0.utf8) } }

/// The error of a call that must fail with one.
func tokenizerError(
  sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) -> TokenizerError? {
  do {
    try body()
    Issue.record("expected an error", sourceLocation: sourceLocation)
  } catch let error as TokenizerError {
    return error
  } catch {
    Issue.record("unexpected error \(error)", sourceLocation: sourceLocation)
  }
  return nil
}

/// Random numbers from a seed (SplitMix64), so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}
