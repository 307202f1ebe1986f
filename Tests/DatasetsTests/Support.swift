import Foundation
import Testing

@testable import Datasets

/// A folder for one test, gone when the test ends.
final class Scratch {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "klear-datasets-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = "\(path)/\(name)"
    let folder = (file as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }
}

enum Fixtures {
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().appendingPathComponent("../../testdata/datasets").standardized.path

  static func path(_ name: String) -> String { "\(folder)/\(name)" }

  static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  /// The shared labelled cases, which stand beside a clone: `KLEAR_SHARED`, else `../shared`.
  static let sharedCode: String? = {
    let beside = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().appendingPathComponent("../../../shared").standardized.path
    let shared = ProcessInfo.processInfo.environment["KLEAR_SHARED"] ?? beside
    let folder = shared + "/cases/code"
    return FileManager.default.fileExists(atPath: folder) ? folder : nil
  }()
}

/// The error of a call that must fail with one.
func datasetError(
  _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) -> DatasetError? {
  do {
    try body()
    Issue.record(comment ?? "expected an error", sourceLocation: sourceLocation)
    return nil
  } catch let error as DatasetError {
    return error
  } catch {
    Issue.record("not a DatasetError: \(error)", sourceLocation: sourceLocation)
    return nil
  }
}

func parse(_ text: String, allowNonFinite: Bool = false) throws -> JSONValue {
  try JSONDocument(Array(text.utf8), origin: .init(file: "f", line: 7, field: nil), allowNonFinite: allowNonFinite)
    .root
}
