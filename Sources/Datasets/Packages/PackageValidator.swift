import Rewards

/// A package's own output validator.
enum PackageValidator {
  /// The language id of a validator that comes with POSIX scripts: `build` (optional) is run in the folder, then `run`
  /// is the program. Both must be made executable.
  static let scripted = "script"

  /// - Returns: `nil` where the package has none.
  /// - Throws: ``DatasetError``: several of them, or no program that can be told.
  static func read(_ folder: PackageFolder, _ metadata: PackageMetadata) throws -> CheckerProgram? {
    guard let path = try location(folder) else { return nil }
    let files = try ProgramFiles.read(folder, path, constants: metadata.constants)
    guard let (language, ordered) = ProgramFiles.arrange(files, scripted: scripted) else {
      throw folder.invalid(path, "no program in a language that can be told by the file names")
    }
    return CheckerProgram(
      convention: .kattis, language: language, files: ordered, arguments: metadata.validatorFlags,
      timeLimitSeconds: metadata.validationTimeSeconds, memoryLimitBytes: metadata.validationMemoryBytes,
      maximumPasses: metadata.isMultiPass ? metadata.validationPasses : 1)
  }

  /// The folder of the one program: a lone folder inside, or the files of the outer folder themselves.
  private static func location(_ folder: PackageFolder) throws -> String? {
    for parent in ["output_validator", "output_validators"] {
      let entries = try folder.entries(in: parent)
      let folders = entries.filter(\.isFolder)
      let sources = entries.filter { !$0.isFolder && !SourceLanguage.isHeader($0.name) }
      if entries.isEmpty { continue }
      // A lone folder is the program, also in `output_validator` of older drafts.
      if folders.count == 1, sources.isEmpty { return folders[0].path }
      let isProgram = parent == "output_validator" || (folders.isEmpty && sources.count == 1)
      if isProgram { return parent }
      throw folder.unsupported(
        parent, "holds \(folders.count + sources.count) validators; only packages with one can be judged")
    }
    return nil
  }
}
