import Foundation
import Testing

/// The tree itself keeps the project's rules. These tests read files and import nothing of the product.
@Suite struct TidyTests {
  // MARK: Code

  /// Imports only point down: each target may name those of its line.
  static let allowed: [String: Set<String>] = [
    "Sandbox": ["CSandbox", "CSeccomp"],
    "Rewards": ["Sandbox"],
    "Text": [],
    "Processes": ["CProcesses"],
    "Datasets": ["Rewards", "CCompression", "Processes", "Text"],
    "Reports": ["Rewards", "Text"],
    "Ledger": ["Rewards"],
    "RewardServer": ["Datasets", "Ledger", "Rewards", "Sandbox", "Text"],
    "Audit": ["Datasets", "Reports", "Rewards", "Sandbox", "Text"],
    "ModelFiles": [],
    "Tokenizers": [],
    "TrainingRuns": ["Text"],
    "Tasks": ["TrainingRuns"],
    "Experiments": ["Text", "TrainingRuns"],
    "Trainer": ["CKernels", "COpenBLAS", "ModelFiles", "Tokenizers", "TrainingRuns"],
    "klear-judge": [
      "Sandbox", "Rewards", "Datasets", "Reports", "CBench", "ModelFiles", "Tokenizers", "TrainingRuns", "Trainer",
      "Tasks", "Text", "Ledger", "RewardServer", "Audit", "Experiments", "Processes",
    ],
  ]

  @Test func importsOnlyPointDown() throws {
    let targets = Set(try Tree.folders(in: "Sources"))
    for (target, allowed) in Self.allowed {
      for file in try Tree.files(in: "Sources/\(target)", ending: "swift") {
        for line in try Tree.text(file).split(separator: "\n") {
          guard let name = line.firstMatch(of: /^(?:public |package |@testable |@preconcurrency )*import (\w+)/)?.1,
            targets.contains(String(name))
          else { continue }
          #expect(allowed.contains(String(name)), "\(file) imports \(name)")
        }
      }
    }
  }

  /// A file is one idea.
  @Test func filesAreShort() throws {
    for folder in ["Sources", "Tests", "Benchmarks", "scripts"] {
      for file in try Tree.files(in: folder, ending: "swift", "c", "h", "py", "js", "css", "sh") {
        let lines = try Tree.text(file).utf8.count { $0 == 0x0A }
        #expect(lines <= 400, "\(file) has \(lines) lines")
      }
    }
  }

  /// Nothing names the machine on which it was written.
  @Test func noMachinePaths() throws {
    let words = ["shared", "wt-"].map { "/work/" + $0 } + ["/opt" + "/swift"]
    for folder in ["Sources", "Tests", "docs", "scripts", "Benchmarks", "testdata", ".ci"] {
      for file in try Tree.files(in: folder, ending: "swift", "c", "h", "py", "js", "md", "sh", "json", "run", "yaml") {
        let text = try Tree.text(file)
        for word in words where text.contains(word) { Issue.record("\(file) names \(word)") }
      }
    }
  }

  // MARK: Documents

  @Test func linksLeadSomewhere() throws {
    for file in ["README.md", "CHANGELOG.md"] + (try Tree.files(in: "docs", ending: "md")) {
      let text = try Tree.text(file)
      for match in text.matches(of: /\]\(([^)\s]+)\)/) {
        let target = String(match.1)
        if target.contains("://") { continue }
        let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let path = parts[0].isEmpty ? file : Tree.beside(file, parts[0])
        guard Tree.exists(path) else {
          Issue.record("\(file) links to \(target)")
          continue
        }
        if parts.count == 2 { #expect(try Tree.anchors(path).contains(parts[1]), "\(file) links to \(target)") }
      }
    }
  }

  /// Every reason that a row can have stands in the table of docs/verdicts.md, and no other.
  @Test func everyReasonIsDescribed() throws {
    let source = try Tree.text("Sources/Rewards/Model/Verdict.swift")
    let cases = try #require(source.components(separatedBy: "enum Reason").last)
    let reasons = Set(
      cases.matches(of: /case (\w+)(?: = "(\w+)")?\n/).map { String($0.2 ?? $0.1) })
    let documented = try Tree.section("Reasons", of: "docs/verdicts.md").matches(of: /(?m)^\| `(\w+)` \|/).map {
      String($0.1)
    }
    #expect(reasons.count > 20)
    #expect(Set(documented) == reasons)
    #expect(documented.count == reasons.count, "each once")
  }

  /// Every verdict has a row in its table.
  @Test func everyVerdictIsDescribed() throws {
    let source = try Tree.text("Sources/Rewards/Model/Verdict.swift")
    let cases = source.components(separatedBy: "enum Verdict")[1].components(separatedBy: "\n}")[0]
    let verdicts = Set(cases.matches(of: /case (\w+)(?: = "(\w+)")?/).map { String($0.2 ?? $0.1) })
    let documented = try Tree.section("Verdicts and rewards", of: "docs/verdicts.md").matches(of: /(?m)^\| `(\w+)` \|/)
    #expect(Set(documented.map { String($0.1) }) == verdicts)
  }

  /// Every option that a help text names stands in docs/usage.md.
  @Test func everyOptionIsInTheManual() throws {
    let manual = try Tree.text("docs/usage.md")
    let general: Set<String> = ["--help", "--version"]
    for file in try Tree.files(in: "Tests/CommandTests/Snapshots", ending: "txt") {
      for match in try Tree.text(file).matches(of: /--[a-z][a-z-]+/) where !general.contains(String(match.0)) {
        #expect(manual.contains(match.0), "\(match.0) of \(file)")
      }
    }
  }

  /// docs/threat-model.md names a test for each line: a suite, `Suite.test`, `.test` of the suite named last, or a
  /// `test_…` file or function.
  @Test func testsOfTheThreatModelExist() throws {
    let files = try Tree.files(in: "Tests", ending: "swift", "py")
    let tests = try files.map { try Tree.text($0) }.joined(separator: "\n")
    func isSuite(_ name: Substring) -> Bool { tests.contains("struct \(name)") || tests.contains("class \(name)") }
    func isTest(_ name: Substring) -> Bool { tests.contains("func \(name)(") || tests.contains("def \(name)(") }
    var named = 0
    for match in try Tree.text("docs/threat-model.md").matches(of: /`(?:(\w+Tests)?(?:\.(\w+))?|(test_\w+)(?:\.py)?)`/)
    {
      named += 1
      if let suite = match.1 { #expect(isSuite(suite), "\(match.0)") }
      if let test = match.2 { #expect(isTest(test), "\(match.0)") }
      if let file = match.3 {
        #expect(files.contains("Tests/HarnessTests/\(file).py") || isTest(file), "\(match.0)")
      }
    }
    #expect(named > 10)
  }

  /// Wherever the word stands, something was put off.
  @Test func nothingIsPutOff() throws {
    let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X:"]
    for folder in ["Sources", "Tests"] {
      for file in try Tree.files(in: folder, ending: "swift", "c", "h", "py", "js") {
        let text = try Tree.text(file)
        for word in words where text.contains(word) { Issue.record("\(file) says \(word)") }
      }
    }
  }

  // MARK: What was built

  /// The launcher starts thousands of processes: it must be small, and it runs where Swift's libraries are not.
  @Test func theLauncherNeedsNoSwift() throws {
    let binary = Tree.products + "/klear-launcher"
    let bytes = try Data(contentsOf: URL(fileURLWithPath: binary))
    #expect(bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]))
    for library in ["libswiftCore", "libFoundation", "libswift_Concurrency", "libstdc++"] {
      #expect(bytes.range(of: Data("\(library).so".utf8)) == nil, "\(library) is linked")
    }
  }
}

/// The files of the checkout.
enum Tree {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// Where the tests and the commands were built.
  static let products: String = {
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return (tests as NSString).deletingLastPathComponent
  }()

  static func text(_ file: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(root)/\(file)")), as: UTF8.self)
  }

  static func exists(_ file: String) -> Bool { FileManager.default.fileExists(atPath: "\(root)/\(file)") }

  static func folders(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)").sorted()
  }

  /// Paths from the root, of the files that end in one of these, or that are named so.
  static func files(in folder: String, ending: String...) throws -> [String] {
    guard let all = FileManager.default.enumerator(atPath: "\(root)/\(folder)") else { return [] }
    return all.compactMap { $0 as? String }.filter { name in
      let file = (name as NSString).lastPathComponent
      return ending.contains((file as NSString).pathExtension) || ending.contains(file)
    }.sorted().map { "\(folder)/\($0)" }
  }

  static func beside(_ file: String, _ path: String) -> String {
    let folder = (file as NSString).deletingLastPathComponent
    return NSString(string: folder.isEmpty ? path : "\(folder)/\(path)").standardizingPath
  }

  /// The text below a heading, up to the next of its level.
  static func section(_ heading: String, of file: String) throws -> String {
    let parts = try text(file).components(separatedBy: "\n## \(heading)\n")
    return parts.count == 2 ? parts[1].components(separatedBy: "\n## ")[0] : ""
  }

  /// The anchors of a page, as forges make them of its headings.
  static func anchors(_ file: String) throws -> Set<String> {
    Set(
      try text(file).split(separator: "\n").filter { $0.hasPrefix("#") }.map { line in
        let heading = line.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces).lowercased()
        return String(heading.filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_" })
          .replacingOccurrences(of: " ", with: "-")
      })
  }
}
