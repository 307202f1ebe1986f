import Rewards

/// The files of a program in a package.
enum ProgramFiles {
  private static let maximumBytes = 64 << 20

  /// All files below a folder, by relative name, with the package's constants filled in.
  /// - Throws: ``DatasetError`` where they are too many or too large, or a link is dead.
  static func read(
    _ folder: PackageFolder, _ path: String, constants: PackageConstants
  ) throws -> [SourceFile] {
    var files: [SourceFile] = []
    var bytes = 0
    var waiting = [(path: path, prefix: "", depth: 0)]
    while let next = waiting.popLast() {
      guard next.depth < PackageFolder.maximumDepth else { throw folder.invalid(next.path, "is nested too deep") }
      for entry in try folder.entries(in: next.path) {
        if entry.isFolder {
          waiting.append((entry.path, "\(next.prefix)\(entry.name)/", next.depth + 1))
          continue
        }
        guard !entry.isDeadLink else {
          throw folder.invalid(entry.path, "is a link to nothing, or out of the collection of packages")
        }
        bytes += entry.byteCount
        guard bytes <= maximumBytes, files.count < 10_000 else {
          throw folder.invalid(path, "a program of more than \(maximumBytes >> 20) MiB or 10,000 files")
        }
        let contents = constants.filled(try folder.contents(entry.path))
        files.append(SourceFile(name: next.prefix + entry.name, contents: contents))
      }
    }
    return files
  }

  /// Tells the language by the names and puts the main file first.
  /// - Parameters:
  ///   - scripted: the language of a folder with a `build` or `run` script; `nil` where scripts mean nothing.
  ///   - entryPoint: the main file's name where the package says it.
  /// - Returns: `nil` where no file has an extension, or several languages are mixed.
  static func arrange(
    _ files: [SourceFile], scripted: String? = nil, entryPoint: String? = nil
  ) -> (language: String, files: [SourceFile])? {
    let sorted = files.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    if let scripted, sorted.contains(where: { $0.name == "build" || $0.name == "run" }) {
      return (scripted, mainFirst(sorted) { $0.name == "run" || $0.name == "build" })
    }
    let sources = sorted.filter { SourceLanguage.isKnownSource($0.name) }
    var languages = Set(sources.compactMap(language))
    // C files beside C++ ones are compiled as parts of a C++ program.
    if languages.contains("cpp") { languages.remove("c") }
    guard let language = languages.first ?? sorted.lazy.compactMap(language).first, languages.count <= 1 else {
      return nil
    }
    let isMain: (SourceFile) -> Bool =
      if let entryPoint {
        { $0.name == entryPoint }
      } else {
        { file in mainNames.contains { file.name == $0 || file.name.hasPrefix($0 + ".") } && sources.contains(file) }
      }
    let ordered = mainFirst(mainFirst(sorted) { self.language($0) == language }, isMain)
    return (language, ordered)
  }

  private static let mainNames = ["__main__", "main", "Main"]

  /// The extension decides, but for Python 2, which its first line names.
  private static func language(_ file: SourceFile) -> String? {
    guard let language = SourceLanguage.language(ofFile: file.name) else { return nil }
    guard language == "python3", file.contents.starts(with: [0x23, 0x21]) else { return language }
    let firstLine = file.contents.prefix(200).prefix { $0 != 0x0A }
    return String(decoding: firstLine, as: UTF8.self).contains("python2") ? "python2" : language
  }

  /// The first file that fits moves to the front; the others keep their order.
  private static func mainFirst(_ files: [SourceFile], _ isMain: (SourceFile) -> Bool) -> [SourceFile] {
    guard let index = files.firstIndex(where: isMain) else { return files }
    var files = files
    files.insert(files.remove(at: index), at: 0)
    return files
  }
}
