import Foundation
import Tasks

/// Sets that several tests look at.
enum Samples {
  static func settings(seed: UInt64 = 3, _ kind: TaskKind = .all) -> TaskSettings {
    var settings = TaskSettings()
    settings.seed = seed
    settings.kind = kind
    settings.train = 900
    settings.eval = 40
    settings.practice = 120
    settings.heldout = 120
    return settings
  }

  static let set = Result { try TaskSet(settings()) }
}

/// A folder for one test, gone when the test ends.
final class Scratch {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "klear-tasks-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ text: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
    return "\(path)/\(name)"
  }
}

extension Exercise {
  var tests: [TaskTest] { if case .calls(let tests) = check { tests } else { [] } }

  /// The program of a response.
  var program: String {
    response.replacingOccurrences(of: "```python\n", with: "").replacingOccurrences(of: "\n```", with: "")
  }
}
