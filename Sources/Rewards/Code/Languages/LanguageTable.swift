/// All languages, as data. docs/languages.md is the same table for readers.
public enum LanguageTable {
  /// In the order in which a tie is decided: a fence tag or a file name that fits several means the first.
  public static let all: [Language] = pythons + nativeLanguages + jvmLanguages + scripts

  /// The language with this id.
  ///
  /// - Throws: `UnknownLanguage`, which names the nearest id.
  public static func language(id: String) throws(UnknownLanguage) -> Language {
    guard let language = byID[id] else { throw UnknownLanguage(id: id) }
    return language
  }

  /// Fence tags that mean a program of this language. `cpp17` accepts all that `cpp` does, `pypy3` all that `python3`
  /// does: a model writes ```` ```python ````, whatever interpreter the row asks for.
  public static func aliases(of id: String) -> [String] {
    guard let language = byID[id] else { return [] }
    let family = all.filter { $0.fileExtensions == language.fileExtensions }
    return language.aliases + family.filter { $0.id != id }.flatMap(\.aliases)
  }

  /// What a fence tag means by itself (rows without a language); `nil` for tags that are no language of the table.
  ///
  /// - Parameter fenceTag: the first word of the info string, in any case.
  public static func language(fenceTag: String) -> Language? {
    let tag = fenceTag.lowercased()
    return all.first { $0.aliases.contains(tag) }
  }

  /// The language of a program that is a set of files (contest packages): the one that most files belong to, at a tie
  /// the first in the table; `nil` if none belongs to any.
  public static func language(fileNames: [String]) -> Language? {
    var best: (language: Language, count: Int)?
    for language in all {
      let count = fileNames.count { language.owns(fileName: $0) }
      if count > (best?.count ?? 0) { best = (language, count) }
    }
    return best?.language
  }

  /// Programs that bring the POSIX scripts `build` (if they need one) and `run`, as output validators of contest
  /// packages may. Not a language of submissions: it has no place in the table.
  static let scripted = Language(
    id: "script", name: "build and run scripts", aliases: [], fileExtensions: [], sourceName: "run",
    tools: [Tool(name: "sh", candidates: ["/bin/sh"], package: "dash", versionArguments: ["-c", "true"])],
    compile: CompileStep(
      command: [
        "/bin/sh", "-c",
        "set -e; for f in *; do [ \"$f\" = out ] || cp -r \"$f\" out/; done; cd out; "
          + "for f in build run; do [ ! -f $f ] || chmod +x $f; done; [ ! -f build ] || ./build; test -f run",
      ], artifact: .folder),
    run: ["{artifact}/run"], environment: [:], timeFactor: 1, startupSeconds: 0, memoryAllowanceBytes: 64 << 20,
    processAllowance: 32, seccompFamily: .compiler, openFilesLimit: 256, stackBytes: nil, memorySigns: [])

  static let byID = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })
}

extension Language {
  /// Is this file a source of the language, by its ending?
  public func owns(fileName: String) -> Bool {
    guard let dot = fileName.lastIndex(of: "."), dot != fileName.startIndex else { return false }
    let ending = String(fileName[fileName.index(after: dot)...])
    return fileExtensions.contains(ending)
  }
}

/// An id that the table does not have.
public struct UnknownLanguage: Error, Hashable, CustomStringConvertible {
  public var id: String
  /// The id that was probably meant, if one is near.
  public var suggestion: String?

  init(id: String) {
    self.id = id
    let known = LanguageTable.language(fenceTag: id)?.id
    suggestion = known ?? NearestWord.to(id, in: LanguageTable.all.map(\.id))
  }

  public var description: String {
    let shown = id.count > 40 ? String(id.prefix(40)) + "…" : id
    if let suggestion { return "unknown language \"\(shown)\"; did you mean \"\(suggestion)\"?" }
    return "unknown language \"\(shown)\"; known are \(LanguageTable.all.map(\.id).joined(separator: ", "))"
  }
}
