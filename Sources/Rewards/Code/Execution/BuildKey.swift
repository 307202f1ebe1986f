import Crypto
import Glibc

/// The name of a compilation: everything that its result depends on, hashed.
///
/// Each part is hashed with its length before it, so that no two lists of parts read the same.
struct BuildKey {
  private var hash = SHA256()

  /// - Parameter kind: what is made, and a number that changes with the rules of making it.
  init(_ kind: String) { add(kind) }

  mutating func add(_ text: String) { add(Array(text.utf8)) }

  mutating func add(_ bytes: [UInt8]) {
    withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { hash.update(bufferPointer: $0) }
    hash.update(data: bytes)
  }

  mutating func add(list: [String]) {
    add(String(list.count))
    for text in list { add(text) }
  }

  /// 64 characters, fit for a file name.
  func text() -> String {
    hash.finalize().wholeText
  }

  /// What the compiler itself contributes: its files, folders, environment and limits.
  mutating func add(_ language: ResolvedLanguage, _ step: CompileStep, packages: [String]) {
    add(language.language.id)
    add(language.identity)
    add(list: language.readPaths)
    add(list: packages)
    add(list: language.compileEnvironment().map { "\($0.key)=\($0.value)" }.sorted())
    add(step.artifact.rawValue)
    add(list: ["\(step.cpuSeconds)", "\(step.memoryBytes)", "\(step.processes)", "\(step.artifactBytes)"])
  }

  /// The key of a program: sources by name and content, commands (with flags), environment, tools, and limits.
  static func program(
    _ layout: ProgramLayout, in language: ResolvedLanguage, packages: [String] = InstalledPackages.stamps
  ) -> String {
    var key = BuildKey("program 2")
    if let step = language.language.compile { key.add(language, step, packages: packages) }
    key.add(list: language.compileCommand(layout) ?? [])
    key.add(list: QuickCompile.linkerWords(language))
    key.add(list: layout.sources)
    key.add(String(layout.files.count))
    for file in layout.files.sorted(by: { $0.name < $1.name }) {
      key.add(file.name)
      key.add(file.contents)
    }
    return key.text()
  }
}

/// Headers and libraries belong to the compiler as much as its own file does. They come from packages, so whatever
/// changes the list of what is installed makes all that was compiled before unknown: too often, but never too seldom.
enum InstalledPackages {
  static let stamps: [String] = [
    "/var/lib/dpkg/status", "/var/lib/rpm/rpmdb.sqlite", "/var/lib/rpm/Packages", "/usr/lib/sysimage/rpm/rpmdb.sqlite",
    "/lib/apk/db/installed", "/var/lib/pacman/local", "/usr/include", "/usr/local/include", "/usr/local/lib",
  ].filter(FileFacts.exists).map(FileFacts.identity)
}
