public import Rewards

/// A Kattis problem package: the problem, its example submissions with the verdicts they must get, and how its time
/// limit is found. Formats legacy (with DOMjudge's additions), 2023-07 and 2025-09. Test data stays in its files.
///
/// ```swift
/// let package = try Package(path: "problems/hello")
/// for submission in package.submissions { print(submission.id, submission.expected ?? []) }
/// ```
public struct Package: Sendable {
  /// The language id of an output validator that is a folder with the POSIX scripts `build` and `run`.
  public static let scriptedValidatorLanguage = PackageValidator.scripted

  /// As it was given.
  public let path: String
  /// `legacy`, `2023-07-draft`, `2023-07`, `2025-09-draft` or `2025-09`.
  public let formatVersion: String
  /// Its id is the folder's name; its time limit that of ``timeLimit``, or
  /// ``TimeLimitInference/measuringLimitSeconds`` until it is inferred.
  public var problem: Problem
  public let timeLimit: PackageTimeLimit
  /// Ids are `problem/folder/name`.
  public private(set) var submissions: [Submission]
  /// Ids of the submissions whose run times bound an inferred limit from below.
  public private(set) var timingSubmissionIDs: [String]
  /// The validator gives points: a test can be accepted without all of them.
  public let scoresByValidator: Bool
  /// What the package asks for that is not done, in words.
  public let notes: [String]

  /// Reads a package; its test data is only looked up.
  /// - Throws: ``DatasetError``: `.invalidPackage`, `.incompletePackage` (names the missing files), `.noTests`,
  ///   `.unsupported` (for instance several output validators).
  public init(path: String) throws {
    let folder = try PackageFolder(path: path)
    let metadata = try PackageMetadata(folder)
    let data = try PackageTests(folder, isLegacy: metadata.isLegacy)
    let examples = try PackageSubmissions(folder, problemID: folder.name, metadata: metadata)
    self.path = path
    formatVersion = metadata.version
    timeLimit = metadata.timeLimit
    scoresByValidator = metadata.scoresByValidator
    submissions = examples.submissions
    timingSubmissionIDs = examples.timingIDs
    notes = examples.notes
    problem = Problem(
      id: folder.name, kind: .stdio, timeLimitSeconds: TimeLimitInference.measuringLimitSeconds,
      memoryLimitBytes: metadata.memoryBytes, outputLimitBytes: Package.outputLimit(metadata, data.tests),
      tests: data.tests, title: metadata.name, source: metadata.source, license: metadata.license)
    if case .explicit(let seconds) = timeLimit { problem.timeLimitSeconds = seconds }
    try Package.setChecker(&problem, folder, metadata, data.flags)
  }

  /// Gives the problem another id, for two packages with folders of the same name.
  public mutating func rename(_ id: String) {
    let old = problem.id
    func renamed(_ submissionID: String) -> String { id + submissionID.dropFirst(old.count) }
    problem.id = id
    submissions = submissions.map {
      var submission = $0
      submission.id = renamed($0.id)
      submission.problemID = id
      return submission
    }
    timingSubmissionIDs = timingSubmissionIDs.map(renamed)
  }

  /// Runs the submissions of one language by another implementation of it.
  public mutating func replaceLanguage(_ id: String, by other: String) {
    for index in submissions.indices where submissions[index].language == id { submissions[index].language = other }
  }

  /// The packages at or below a folder (those with a problem.yaml or domjudge-problem.ini), by path.
  /// - Throws: ``DatasetError`` where the folder cannot be read or holds none.
  public static func find(in path: String) throws -> [String] {
    let folder = try PackageFolder(path: path)
    var found: [String] = []
    var waiting = [(path: "", depth: 0)]
    while let next = waiting.popLast() {
      let prefix = next.path.isEmpty ? "" : next.path + "/"
      if folder.entry(prefix + "problem.yaml") != nil || folder.entry(prefix + "domjudge-problem.ini") != nil {
        found.append(next.path.isEmpty ? path : "\(path)/\(next.path)")
      } else if next.depth < 6 {
        waiting += try folder.entries(in: next.path).filter(\.isFolder).map { ($0.path, next.depth + 1) }
      }
    }
    guard !found.isEmpty else { throw folder.invalid("", "holds no problem package (a folder with a problem.yaml)") }
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The package's own limit, else the usual 8 MiB, but never less than twice what the right answer needs.
  private static func outputLimit(_ metadata: PackageMetadata, _ tests: [TestCase]) -> Int {
    metadata.outputBytes ?? max(8 << 20, 2 * (tests.map(\.output.byteCount).max() ?? 0))
  }

  private static func setChecker(
    _ problem: inout Problem, _ folder: PackageFolder, _ metadata: PackageMetadata, _ flags: [[String]]
  ) throws {
    let validator = metadata.usesCustomValidator == false ? nil : try PackageValidator.read(folder, metadata)
    if let validator {
      problem.checker = metadata.isInteractive ? .interactive(validator) : .custom(validator)
      for (index, own) in flags.enumerated() { problem.tests[index].checkerArguments = own }
      return
    }
    guard metadata.usesCustomValidator != true, !metadata.isInteractive, !metadata.isMultiPass else {
      throw folder.invalid("", "asks for an output validator of its own, but there is none in output_validator(s)")
    }
    func checker(_ own: [String]) throws -> Checker {
      try DefaultValidator.checker(flags: metadata.validatorFlags + own) {
        folder.invalid("", field: "validator flags", $0)
      }
    }
    // The flags that most tests have become the problem's checker; the others keep their own.
    let counts = Dictionary(grouping: flags, by: { $0 }).mapValues(\.count)
    let common = flags.max { (counts[$0] ?? 0) < (counts[$1] ?? 0) } ?? []
    problem.checker = try checker(common)
    for (index, own) in flags.enumerated() where own != common { problem.checkerOverrides[index] = try checker(own) }
  }
}
