/// File name extensions and language ids.
public enum SourceLanguage {
  /// Extension (without the dot, case kept) → language id.
  private static let byExtension: [String: String] = [
    "py": "python3", "py3": "python3", "py2": "python2", "c": "c", "cc": "cpp", "cpp": "cpp", "cxx": "cpp",
    "c++": "cpp", "C": "cpp", "java": "java", "js": "javascript", "mjs": "javascript", "cjs": "javascript",
    "go": "go", "rs": "rust", "kt": "kotlin", "swift": "swift", "rb": "ruby", "sh": "bash", "bash": "bash",
  ]

  private static let headers: Set<String> = ["h", "hh", "hpp", "hxx", "h++", "inc"]

  /// The language of a source file by its name; an unknown extension is its own language, so that it is reported as
  /// missing by that name. `nil` without an extension.
  public static func language(ofFile name: String) -> String? {
    guard let ending = fileEnding(name) else { return nil }
    return byExtension[ending] ?? ending
  }

  /// The language is one that the extension table knows.
  static func isKnownSource(_ name: String) -> Bool { fileEnding(name).map { byExtension[$0] != nil } ?? false }

  static func isHeader(_ name: String) -> Bool { fileEnding(name).map { headers.contains($0) } ?? false }

  /// `.cpp` for `cpp`; `.txt` for a language nobody knows.
  static func fileExtension(of language: String) -> String {
    switch language {
    case "python3", "pypy3": ".py"
    case "c", "c11", "c17": ".c"
    case "cpp", "cpp17", "cpp20": ".cpp"
    case "java": ".java"
    case "javascript": ".js"
    case "go": ".go"
    case "rust": ".rs"
    case "kotlin": ".kt"
    case "swift": ".swift"
    case "ruby": ".rb"
    case "bash": ".sh"
    default: ".txt"
    }
  }

  private static func fileEnding(_ name: String) -> String? {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
    let ending = String(name[name.index(after: dot)...])
    return ending.isEmpty ? nil : ending
  }
}
