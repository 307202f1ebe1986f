import Rewards
import Yams

/// A file of options of `serve`, by the names that they have on the command line.
enum ServeConfiguration {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private static let values = [
    "listen", "token-file", "ledger", "run-name", "log-format", "queue", "body-limit", "deadline", "drain-timeout",
    "connections", "reward", "reward-range", "jobs", "require-format", "format-penalty", "compat", "build-cache",
    "build-cache-size", "require-isolation",
  ]
  private static let flags = [
    "without-token", "log-requests", "no-dedupe", "cold", "share-process", "all-tests", "stop-at-first-failure",
  ]

  /// The file as words of a command line.
  static func arguments(_ path: String) throws -> [String] {
    let bytes = try InputFile.read(path, limit: 1 << 20)
    let root: Node?
    do {
      root = try Yams.compose(yaml: String(decoding: bytes, as: UTF8.self))
    } catch {
      throw Failure(description: "\(path): not YAML: \(error)")
    }
    guard let root else { return [] }
    guard case .mapping(let mapping) = root else {
      throw Failure(description: "\(path): expected options, a line each: `queue: 1000`")
    }
    return try mapping.flatMap { key, value in try words(key, value, path: path) }
  }

  private static func words(_ key: Node, _ value: Node, path: String) throws -> [String] {
    let place = "\(path):\(key.mark?.line ?? 1)"
    let name = key.string ?? ""
    if values.contains(name) {
      guard case .scalar(let scalar) = value else { throw Failure(description: "\(place): \(name) takes one value") }
      return ["--\(name)=\(scalar.string)"]
    }
    if flags.contains(name) {
      guard let isOn = value.bool else { throw Failure(description: "\(place): \(name) is true or false") }
      if isOn { return ["--\(name)"] }
      return name == "log-requests" ? ["--no-log-requests"] : []
    }
    let near = NearestWord.to(name, in: values + flags)
    let advice = near.map { "did you mean \"\($0)\"?" } ?? "klear-judge serve --help lists them"
    throw Failure(description: "\(place): there is no option \"\(name.prefix(60))\"; \(advice)")
  }
}
