import Yams

/// A YAML file of a package, read key by key with errors that name file, line and key.
struct PackageYAML {
  /// The largest real one has a few KB.
  private static let maximumBytes = 1 << 20

  let file: String
  let path: String
  let node: Node?

  /// - Returns: an empty one where the file is not there.
  init(_ folder: PackageFolder, _ relative: String) throws {
    file = "\(folder.path)/\(relative)"
    path = ""
    guard let entry = folder.entry(relative), !entry.isFolder else {
      node = nil
      return
    }
    let text = String(decoding: try folder.contents(relative, limit: PackageYAML.maximumBytes), as: UTF8.self)
    do {
      node = try Yams.compose(yaml: text)
    } catch {
      let line = (error as? YamlError).flatMap(PackageYAML.line)
      throw DatasetError(.invalidPackage, file: file, line: line, message: "not YAML: \(PackageYAML.words(error))")
    }
    if let node, node.mapping == nil, node.scalar?.string.isEmpty != true {
      throw error(node, "expected keys and values")
    }
  }

  private init(file: String, path: String, node: Node?) {
    self.file = file
    self.path = path
    self.node = node
  }

  private static func line(_ error: YamlError) -> Int? {
    switch error {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
    default: nil
    }
  }

  private static func words(_ error: any Error) -> String {
    switch error as? YamlError {
    case .scanner(_, let problem, _, _)?, .parser(_, let problem, _, _)?, .composer(_, let problem, _, _)?: problem
    default: String(describing: error).split(separator: "\n").first.map(String.init) ?? "unreadable"
    }
  }

  /// The values below a key; empty where it is not there or null.
  subscript(_ key: String) -> PackageYAML {
    let child = node?.mapping?[key]
    let isNull = child.map { $0.tag.rawValue == Tag.Name.null.rawValue } ?? true
    return PackageYAML(file: file, path: path.isEmpty ? key : "\(path).\(key)", node: isNull ? nil : child)
  }

  /// Keys in the order of the file.
  var keys: [String] { node?.mapping.map { $0.keys.compactMap(\.string) } ?? [] }

  var isPresent: Bool { node != nil }
  var isMapping: Bool { node?.mapping != nil }
  /// A list or mapping that is not empty.
  var hasItems: Bool { node?.sequence?.isEmpty == false || node?.mapping?.isEmpty == false }
  var isList: Bool { node?.sequence != nil }

  func error(_ node: Node?, _ message: String) -> DatasetError {
    DatasetError(
      .invalidPackage, file: file, line: node?.mark?.line, field: path.isEmpty ? nil : path, message: message)
  }

  /// A scalar as it is written.
  func text() throws -> String? {
    guard let node else { return nil }
    guard let scalar = node.scalar else { throw error(node, "expected a text") }
    return scalar.string
  }

  func number(in range: ClosedRange<Double>) throws -> Double? {
    guard let text = try text() else { return nil }
    guard let value = Double(text), value.isFinite, range.contains(value) else {
      throw error(node, "\"\(text)\" is not a number between \(range.lowerBound) and \(range.upperBound)")
    }
    return value
  }

  /// A list of texts; one text counts as its words (`validator_flags: float_tolerance 1e-6`).
  func words() throws -> [String] {
    guard let node else { return [] }
    if let list = node.sequence {
      return try list.map { item in
        guard let scalar = item.scalar else { throw error(item, "expected a list of texts") }
        return scalar.string
      }
    }
    return try (text() ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
  }

  /// A name, or the names by language code of which English is taken, else the first.
  func localizedName() throws -> String? {
    guard let node, let mapping = node.mapping else { return try text() }
    return mapping["en"]?.scalar?.string ?? mapping.values.lazy.compactMap { $0.scalar?.string }.first
  }
}
