import Glibc
import Yams

/// Turns YAML text into values with their places, and lays `--set` over them.
enum ConfigurationReader {
  /// Configurations have a few KB; beyond this a wrong file was named.
  static let maximumBytes = 1 << 20
  /// The deepest known key has five levels.
  private static let maximumDepth = 32
  /// Aliases of aliases can stand for more values than there is memory.
  private static let maximumValues = 100_000

  static func file(_ path: String) throws -> ConfigurationValue {
    let bytes: [UInt8]
    do {
      bytes = try InputFile.contents(path, limit: maximumBytes)
    } catch {
      let code: ConfigurationError.Code =
        switch error.code {
        case .notFound: .fileNotFound
        case .tooLarge: .tooLarge
        default: .unreadable
        }
      throw ConfigurationError(code, source: path, message: error.message)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ConfigurationError(.notYAML, source: path, message: "is not UTF-8: save it as UTF-8 text")
    }
    return try value(text, file: path)
  }

  /// - Parameter file: named in errors.
  static func value(_ text: String, file: String) throws -> ConfigurationValue {
    let node = try compose(text) { line, message in
      ConfigurationError(.notYAML, source: file, line: line, message: message)
    }
    var left = maximumValues
    return try convert(node, path: "", depth: 0, left: &left) { .file(file, line: $0) }
  }

  /// Lays `key.path=value` over `root`; what stood there is replaced whole.
  static func apply(_ override: String, to root: inout ConfigurationValue) throws {
    func failure(_ message: String) -> ConfigurationError {
      ConfigurationError(.invalidOverride, source: "--set \(ConfigurationValue.shown(override))", message: message)
    }
    guard let equals = override.firstIndex(of: "=") else {
      throw failure("expected key.path=value, for instance --set optimizer.lr=1e-4")
    }
    let path = override[..<equals].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard !path.contains("") else { throw failure("a key before the `=` is empty") }
    guard path.count <= maximumDepth else { throw failure("has more than \(maximumDepth) levels of keys") }
    let node = try compose(String(override[override.index(after: equals)...])) { _, message in
      failure("its value is \(message)")
    }
    var left = maximumValues
    let value = try convert(node, path: path.joined(separator: "."), depth: path.count, left: &left) { _ in
      .override(override)
    }
    try set(path[...], value, in: &root, override: override)
  }

  private static func set(
    _ path: ArraySlice<String>, _ value: ConfigurationValue, in target: inout ConfigurationValue, override: String
  ) throws {
    guard let key = path.first else { return }
    var members: [ConfigurationValue.Member]
    switch target.content {
    case .null: members = []
    case .section(let known): members = known
    case .scalar, .list:
      var place = target
      place.origin = .override(override)
      throw place.error(.wrongType, "is \(target.words), so that nothing can be set below it")
    }
    let index =
      members.firstIndex { $0.key == key }
      ?? {
        let new = ConfigurationValue(content: .null, origin: .override(override), path: target.joined(key))
        members.append(.init(key: key, origin: .override(override), value: new))
        return members.count - 1
      }()
    if path.count == 1 {
      members[index].value = value
    } else {
      try set(path.dropFirst(), value, in: &members[index].value, override: override)
    }
    target.content = .section(members)
  }

  // MARK: Yams

  private static func compose(_ text: String, failure: (Int?, String) -> ConfigurationError) throws -> Node? {
    do {
      return try Yams.compose(yaml: text)
    } catch let error as YamlError {
      switch error {
      case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
        .composer(_, let problem, let mark, _):
        throw failure(mark.line, "not YAML: \(problem)")
      case .duplicatedKeysInMapping(let duplicates, let context):
        let names = duplicates.map { "\"\($0)\"" }.joined(separator: ", ")
        throw failure(
          context.mark.line, "not YAML: a key stands twice in one section: \(ConfigurationValue.shown(names))")
      default: throw failure(nil, "not YAML: \(error)")
      }
    } catch {
      throw failure(nil, "not YAML: \(error)")
    }
  }

  private static func convert(
    _ node: Node?, path: String, depth: Int, left: inout Int, origin: (Int?) -> ConfigurationValue.Origin
  ) throws -> ConfigurationValue {
    var result = ConfigurationValue(content: .null, origin: origin(node?.mark?.line), path: path)
    guard let node else { return result }
    left -= 1
    guard left >= 0 else { throw result.error(.notYAML, "the file has more than \(maximumValues) values") }
    guard depth <= maximumDepth else { throw result.error(.notYAML, "is nested deeper than \(maximumDepth) levels") }
    switch node {
    case .scalar(let scalar):
      let isPlain = scalar.style == .plain || scalar.style == .any
      if isPlain, ["", "~", "null", "Null", "NULL"].contains(scalar.string) { return result }
      result.content = .scalar(scalar.string, isPlain: isPlain)
    case .sequence(let sequence):
      var items: [ConfigurationValue] = []
      for (index, item) in sequence.enumerated() {
        items.append(try convert(item, path: "\(path)[\(index)]", depth: depth + 1, left: &left, origin: origin))
      }
      result.content = .list(items)
    case .mapping(let mapping):
      var members: [ConfigurationValue.Member] = []
      for (key, value) in mapping {
        guard let name = key.scalar?.string else { throw result.error(.wrongType, "a key must be a word") }
        var place = result
        place.origin = origin(key.mark?.line)
        let inner = try convert(value, path: place.joined(name), depth: depth + 1, left: &left, origin: origin)
        members.append(.init(key: name, origin: place.origin, value: inner))
      }
      result.content = .section(members)
    case .alias: throw result.error(.notYAML, "aliases (`*name`) are not supported: write the value out")
    }
    return result
  }
}
