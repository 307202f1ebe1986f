import Text

/// A value of a configuration and the place where it was written, so that every error can name it.
struct ConfigurationValue {
  enum Content {
    case null
    /// `isPlain`: written without quotes, so that it may be a number or a truth value.
    case scalar(String, isPlain: Bool)
    case list([ConfigurationValue])
    case section([Member])
  }

  struct Member {
    var key: String
    var origin: Origin
    var value: ConfigurationValue
  }

  enum Origin {
    case file(String, line: Int?)
    /// The text after `--set`.
    case override(String)
  }

  var content: Content
  var origin: Origin
  /// `optimizer.lr`, `data.train[1]`; empty for the root.
  var path: String

  var isNull: Bool {
    if case .null = content { true } else { false }
  }

  /// The keys and values of a section; none for null, so that `sft:` alone means its defaults.
  func members() throws -> [Member] {
    switch content {
    case .null: return []
    case .section(let members): return members
    case .scalar, .list: throw error(.wrongType, "expected keys and values, got \(words)")
    }
  }

  subscript(key: String) -> ConfigurationValue? {
    guard case .section(let members) = content else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The value of a key, or else the place where it would stand: for errors about what is left out.
  func place(_ key: String) -> ConfigurationValue {
    self[key] ?? ConfigurationValue(content: .null, origin: origin, path: joined(key))
  }

  func joined(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  func error(_ code: ConfigurationError.Code, _ message: String) -> ConfigurationError {
    switch origin {
    case .file(let file, let line):
      ConfigurationError(code, source: file, line: line, key: path.isEmpty ? nil : path, message: message)
    case .override(let text):
      ConfigurationError(
        code, source: "--set \(Self.shown(text))", key: path.isEmpty ? nil : path, message: message)
    }
  }

  /// What stands there, for errors: `the text "abc"`, `a list`.
  var words: String {
    switch content {
    case .null: "nothing"
    case .scalar(let text, let isPlain): isPlain ? Self.shown(text) : "the text \"\(Self.shown(text))\""
    case .list: "a list"
    case .section: "keys and values"
    }
  }

  /// A value fit for a message of one line.
  static func shown(_ text: String) -> String {
    let printable = PrintableText.make(text)
    return printable.count > 80 ? printable.prefix(79) + "…" : printable
  }
}
