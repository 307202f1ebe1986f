/// The files of one program as they lie in the work directory, and where it starts.
public struct ProgramLayout: Sendable, Hashable {
  /// All files, also those that are no sources of the language (headers, data).
  public var files: [SourceFile]
  /// Names of the language's own sources, the main one first.
  public var sources: [String]
  /// The class that has `main`, with its package; Java and Kotlin only.
  public var mainClass: String?
  /// Why no run of this program can begin, known from its text: a Java program in which no class has a `main`.
  public var cannotStart: String?
  /// A Swift program that starts at `@main` instead of its first line.
  var startsAtMainAttribute = false

  /// The text of a program of one file.
  var singleSource: [UInt8]? { files.count == 1 ? files[0].contents : nil }

  /// One source text, named as its language wants it: a Java file after its public class.
  public init(language: Language, source: String) {
    var name = language.sourceName
    if language.id == "java", let type = JavaSource.mainType(of: source) { name = type.fileName }
    self.init(language: language, named: [SourceFile(name: name, contents: Array(source.utf8))])
  }

  /// A program of several files under their own names.
  ///
  /// The main file is the first, if it is of the language; in Java and Kotlin the one that has a `main`.
  ///
  /// - Throws: `UnusableProgram` if no file is of the language, or a name would leave the work directory.
  public init(language: Language, files: [SourceFile]) throws(UnusableProgram) {
    for file in files where !Self.isSafe(file.name) { throw UnusableProgram.unsafeName(file.name) }
    let takesAnyFile = language.fileExtensions.isEmpty
    guard takesAnyFile || files.contains(where: { language.owns(fileName: $0.name) }) else {
      throw UnusableProgram.noSource(language: language.id)
    }
    self.init(language: language, named: files)
  }

  private init(language: Language, named files: [SourceFile]) {
    self.files = files
    var owned = files.filter { language.owns(fileName: $0.name) }.sorted { $0.name < $1.name }
    if owned.isEmpty { owned = Array(files.prefix(1)) }
    let texts = owned.map { Self.text($0) }
    var mainIndex = owned.firstIndex { $0.name == files.first?.name }
    switch language.id {
    case "java":
      let types = texts.map { JavaSource.mainType(of: $0) }
      mainIndex =
        mainIndex.flatMap { types[$0]?.hasMain == true ? $0 : nil } ?? types.firstIndex { $0?.hasMain == true }
      mainClass = mainIndex.flatMap { types[$0]?.qualifiedName } ?? types.first.flatMap { $0?.qualifiedName }
      if mainIndex == nil, !texts.contains(where: JavaSource.mentionsMain) {
        cannotStart = "no class has a main method: public static void main(String[] args)"
      }
    case "kotlin":
      mainIndex = mainIndex ?? texts.firstIndex { $0.contains("fun main(") } ?? 0
      mainClass = mainIndex.map { JavaSource.kotlinMainClass(fileName: owned[$0].name, text: texts[$0]) }
    case "swift":
      startsAtMainAttribute = texts.contains { $0.contains("@main") }
    default: break
    }
    if let mainIndex { owned.swapAt(0, mainIndex) }
    sources = owned.map(\.name)
  }

  private static func text(_ file: SourceFile) -> String { String(decoding: file.contents, as: UTF8.self) }

  /// The name without folders and without its last ending.
  static func stem(of name: String) -> String {
    let base = name.split(separator: "/").last.map(String.init) ?? name
    guard let dot = base.lastIndex(of: "."), dot != base.startIndex else { return base }
    return String(base[..<dot])
  }

  private static func isSafe(_ name: String) -> Bool {
    guard !name.isEmpty, name.utf8.count <= 255, !name.hasPrefix("/"), !name.utf8.contains(0) else { return false }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    // `out` is where the artifact is written.
    return parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." } && parts[0] != "out"
  }
}

/// Files that cannot be laid out as a program.
public enum UnusableProgram: Error, Hashable, CustomStringConvertible {
  case noSource(language: String)
  case unsafeName(String)

  public var description: String {
    switch self {
    case .noSource(let language): "no file of the program is a \(language) source"
    case .unsafeName(let name): "the file name \"\(name.prefix(80))\" cannot be used in the work directory"
    }
  }
}
