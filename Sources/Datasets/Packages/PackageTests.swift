import Rewards

/// The test cases of a package in judging order: sample, then secret; inside a folder by name.
struct PackageTests {
  private(set) var tests: [TestCase] = []
  /// Flags of the output validator, one entry a test.
  private(set) var flags: [[String]] = []

  private let folder: PackageFolder
  private let isLegacy: Bool
  private var missing: [String] = []

  /// - Throws: ``DatasetError``: `.incompletePackage` names the files that are not there, `.noTests`.
  init(_ folder: PackageFolder, isLegacy: Bool) throws {
    self.folder = folder
    self.isLegacy = isLegacy
    let top = try groupFlags("data") ?? []
    try addFolder("data/sample", name: "sample", inherited: top, depth: 0)
    let samples = tests.count
    try addFolder("data/secret", name: "secret", inherited: top, depth: 0)
    guard missing.isEmpty else {
      let some = missing.prefix(5).joined(separator: ", ") + (missing.count > 5 ? ", …" : "")
      throw DatasetError(
        .incompletePackage, file: "\(folder.path)/data",
        message: "\(missing.count) test data files are missing (\(some)): fetch the whole package")
    }
    if tests.count == samples, let recipe = try recipe() {
      throw DatasetError(
        .incompletePackage, file: "\(folder.path)/data/secret",
        message: "the secret tests are not there; \(recipe) makes them, and has to be run first")
    }
    guard !tests.isEmpty else {
      throw DatasetError(
        .noTests, file: "\(folder.path)/data", message: "no .in file in sample or secret, so nothing can be judged")
    }
  }

  /// What would make secret tests that are not there: judged by its samples alone, every second program would pass.
  private func recipe() throws -> String? {
    if let script = try folder.entries(in: "data").first(where: { !$0.isFolder && $0.name.hasPrefix("generator") }) {
      return script.path
    }
    guard try !folder.entries(in: "generators").isEmpty else { return nil }
    let yaml = try PackageYAML(folder, "generators/generators.yaml")
    // A recipe without an entry for secret tests makes none.
    return yaml.isPresent && !yaml["data"]["secret"]["data"].hasItems ? nil : "generators/"
  }

  private mutating func addFolder(_ path: String, name: String, inherited: [String], depth: Int) throws {
    guard depth < PackageFolder.maximumDepth else { throw folder.invalid(path, "is nested too deep") }
    let entries = try folder.entries(in: path)
    let groupFlags = try groupFlags(path) ?? inherited
    let files = Dictionary(
      entries.filter { !$0.isFolder && !$0.isDeadLink }.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let names = Set(entries.map(\.name))
    // Base names of tests and names of folders, sorted together.
    var items: [(name: String, isFolder: Bool)] = []
    for entry in entries {
      if entry.isDeadLink {
        if entry.name.hasSuffix(".in") || entry.name.hasSuffix(".ans") { missing.append("\(name)/\(entry.name)") }
      } else if entry.isFolder {
        if !entry.name.hasSuffix(".files") && !entry.name.hasSuffix(".download") { items.append((entry.name, true)) }
      } else if entry.name.hasSuffix(".in") {
        items.append((String(entry.name.dropLast(3)), false))
      } else if entry.name.hasSuffix(".ans"), !names.contains(entry.name.dropLast(4) + ".in") {
        missing.append("\(name)/\(entry.name.dropLast(4)).in")
      }
    }
    for item in items.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
      let itemPath = "\(path)/\(item.name)"
      if item.isFolder {
        try addFolder(itemPath, name: "\(name)/\(item.name)", inherited: groupFlags, depth: depth + 1)
      } else if let input = files[item.name + ".in"] {
        try addTest(itemPath, name: "\(name)/\(item.name)", input, files[item.name + ".ans"], groupFlags)
      }
    }
  }

  private mutating func addTest(
    _ path: String, name: String, _ input: PackageFolder.Entry, _ answer: PackageFolder.Entry?, _ inherited: [String]
  ) throws {
    guard let answer else {
      missing.append("\(name).ans")
      return
    }
    for entry in [input, answer] where try isPointer(entry) { missing.append("\(entry.path) (a Git LFS pointer)") }
    var own = inherited
    if !isLegacy {
      let yaml = try PackageYAML(folder, "\(path).yaml")
      try refuseArguments(yaml)
      if yaml["output_validator_args"].isPresent { own = try yaml["output_validator_args"].words() }
      if folder.entry("\(path).files")?.isFolder == true {
        throw folder.unsupported("\(path).files", "tests with files of their own cannot be run: only standard input")
      }
    }
    tests.append(
      TestCase(
        name: name, input: .file(path: folder.absolute(input.path), byteCount: input.byteCount),
        output: .file(path: folder.absolute(answer.path), byteCount: answer.byteCount)))
    flags.append(own)
  }

  /// The flags that a group's configuration gives; `nil` where it gives none.
  private func groupFlags(_ path: String) throws -> [String]? {
    for name in ["test_group.yaml", "testdata.yaml"] {
      let yaml = try PackageYAML(folder, "\(path)/\(name)")
      guard yaml.isPresent else { continue }
      if !isLegacy { try refuseArguments(yaml) }
      if yaml["output_validator_args"].isPresent { return try yaml["output_validator_args"].words() }
      let old = yaml["output_validator_flags"]
      if old.isPresent { return try (old["flags"].isPresent ? old["flags"] : old).words() }
    }
    return nil
  }

  private func refuseArguments(_ yaml: PackageYAML) throws {
    guard try !yaml["args"].words().isEmpty else { return }
    var error = yaml["args"].error(yaml["args"].node, "programs with command-line arguments cannot be run")
    error.code = .unsupported
    throw error
  }

  /// Git LFS leaves a small text in the place of a file that was not fetched.
  private func isPointer(_ entry: PackageFolder.Entry) throws -> Bool {
    guard (100..<400).contains(entry.byteCount) else { return false }
    return try folder.contents(entry.path).starts(with: Array("version https://git-lfs.github.com/".utf8))
  }
}
