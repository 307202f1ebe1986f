import Rewards

/// The example submissions of a package, by folder and name.
struct PackageSubmissions {
  private(set) var submissions: [Submission] = []
  /// Those that lower-bound an inferred time limit: of the folder `accepted`, and expected to be.
  private(set) var timingIDs: [String] = []
  private(set) var notes: [String] = []

  private let folder: PackageFolder
  private let rules: SubmissionRules
  private let constants: PackageConstants

  init(_ folder: PackageFolder, problemID: String, metadata: PackageMetadata) throws {
    self.folder = folder
    constants = metadata.constants
    rules = try SubmissionRules(folder)
    notes = rules.notes
    for group in try folder.entries(in: "submissions") where group.isFolder {
      let label = SubmissionLabel(folder: group.name, scoresByValidator: metadata.scoresByValidator)
      for entry in try folder.entries(in: group.path) {
        try add(entry, group: group.name, label, problemID: problemID)
      }
    }
  }

  private mutating func add(
    _ entry: PackageFolder.Entry, group: String, _ folderLabel: SubmissionLabel, problemID: String
  ) throws {
    let path = "\(group)/\(entry.name)"
    guard !entry.isDeadLink else {
      notes.append("submissions/\(path): a link to nothing, or out of the collection of packages, left out")
      return
    }
    let raw =
      entry.isFolder
      ? try ProgramFiles.read(folder, entry.path, constants: PackageConstants())
      : [SourceFile(name: entry.name, contents: try folder.contents(entry.path))]
    guard !raw.isEmpty else {
      notes.append("submissions/\(path): an empty folder, left out")
      return
    }
    let said = rules.program(path)
    let arranged = ProgramFiles.arrange(raw, entryPoint: said.entryPoint)
    let language = said.language ?? arranged?.language
    if language == nil { notes.append("submissions/\(path): its language cannot be told by the file names") }
    let label = SubmissionLabel(annotationsIn: raw) ?? rules.label(path, folder: group, default: folderLabel)
    let id = "\(problemID)/\(path)"
    let files = try including(arranged?.files ?? raw, language: language)
    submissions.append(
      Submission(
        id: id, problemID: problemID, language: language ?? "unknown", body: .files(files),
        expected: label.verdicts, expectation: label.expectation))
    if group == "accepted", label.verdicts == [.accepted] { timingIDs.append(id) }
  }

  /// The files with those of `include/` for the language, which replace others of the same name.
  private func including(_ files: [SourceFile], language: String?) throws -> [SourceFile] {
    guard let language else { return files }
    let own = try ProgramFiles.read(folder, "include/\(language)", constants: constants)
    let included =
      own.isEmpty ? try ProgramFiles.read(folder, "include/default", constants: constants) : own
    guard !included.isEmpty else { return files }
    let names = Set(included.map(\.name))
    return files.filter { !names.contains($0.name) } + included
  }
}
