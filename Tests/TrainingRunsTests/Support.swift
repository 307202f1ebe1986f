import Foundation
import Processes
import Testing

@testable import TrainingRuns

/// A folder that goes away with the test.
final class TemporaryFolder {
  let path: String

  init() throws {
    var name = Array("\(NSTemporaryDirectory())/training-runs-XXXXXX".utf8CString)
    path = String(cString: try #require(mkdtemp(&name)))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and gives its path.
  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = "\(path)/\(name)"
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

  func read(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)"))) }

  func text(_ name: String) throws -> String { String(decoding: try read(name), as: UTF8.self) }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(name)") }

  var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }
}

/// The files of testdata/training-runs.
enum TestData {
  static func path(_ name: String) -> String {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return root.appendingPathComponent("testdata/training-runs/\(name)").path
  }

  static func read(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path(name))) }
}

/// The error that a body throws, of the type that is expected.
func failure<Failure: Error, Result>(_ type: Failure.Type, _ body: () throws -> Result) -> Failure? {
  do {
    _ = try body()
    Issue.record("nothing was thrown")
    return nil
  } catch let error as Failure {
    return error
  } catch {
    Issue.record("another error: \(error)")
    return nil
  }
}

/// Another program, run to its end.
enum Command {
  static func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
    let ended = try FinishedProcess(running: "/usr/bin/env", [program] + arguments)
    return (ended.status, String(decoding: ended.output + ended.errors, as: UTF8.self))
  }
}
