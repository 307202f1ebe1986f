import Foundation
import Rewards
import Testing

@testable import Datasets

@Suite struct PackageReaderTests {
  /// A package with one secret test and what else is given.
  private func package(_ scratch: Scratch, _ files: [String: String]) throws -> Package {
    try scratch.write("pkg/data/secret/1.in", "1\n")
    try scratch.write("pkg/data/secret/1.ans", "1\n")
    if files["problem.yaml"] == nil { try scratch.write("pkg/problem.yaml", "name: P\n") }
    for (name, text) in files { try scratch.write("pkg/\(name)", text) }
    return try Package(path: scratch.path + "/pkg")
  }

  private static let modern = "problem_format_version: 2025-09\nname: {en: E, sv: S}\nuuid: x\n"

  @Test func legacyDefaults() throws {
    let scratch = try Scratch()
    let package = try package(scratch, [:])
    #expect(package.formatVersion == "legacy" && package.problem.id == "pkg" && package.problem.title == "P")
    #expect(
      package.timeLimit == .inferred(TimeLimitInference(acceptedToLimit: 5, limitToExceeded: 2, resolutionSeconds: 1)))
    #expect(package.problem.checker == .tokens(caseSensitive: false, spaceSensitive: false))
    #expect(package.problem.memoryLimitBytes == 2_048 << 20 && package.problem.outputLimitBytes == 8 << 20)
    #expect(package.problem.tests.map(\.name) == ["secret/1"])
  }

  @Test(
    arguments: [
      ("limits: {time_limit: 1.5}", [:], PackageTimeLimit.explicit(seconds: 1.5)),
      ("name: x", [".timelimit": "3\n"], .explicit(seconds: 3)),
      ("name: x", ["domjudge-problem.ini": "; c\ntimelimit='2.5'\nspecial_compare = x\n"], .explicit(seconds: 2.5)),
      (
        "limits: {time_multiplier: 3}", [:],
        .inferred(TimeLimitInference(acceptedToLimit: 3, limitToExceeded: 2))
      ),
      (
        "problem_format_version: 2023-07\nlimits: {time_multipliers: {ac_to_time_limit: 4}, time_resolution: 0.1}", [:],
        .inferred(TimeLimitInference(acceptedToLimit: 4, limitToExceeded: 1.5, resolutionSeconds: 0.1))
      ),
    ] as [(String, [String: String], PackageTimeLimit)])
  func timeLimits(yaml: String, files: [String: String], expected: PackageTimeLimit) throws {
    let scratch = try Scratch()
    #expect(try package(scratch, files.merging(["problem.yaml": yaml]) { $1 }).timeLimit == expected)
  }

  @Test func inferenceRoundsUpToTheResolution() {
    let rule = TimeLimitInference(acceptedToLimit: 5, limitToExceeded: 2)
    #expect([0, 0.1, 0.2, 0.21, 1.3].map(rule.limitSeconds) == [1, 1, 1, 2, 7])
  }

  @Test func testsInOrderWithInheritedFlags() throws {
    let scratch = try Scratch()
    let package = try package(
      scratch,
      [
        "problem.yaml": "validation: custom\nvalidator_flags: a b\n", "output_validators/check/v.cc": "int main(){}",
        "output_validators/check/v.h": "", "data/sample/x.in": "", "data/sample/x.ans": "",
        "data/secret/g10/1.in": "", "data/secret/g10/1.ans": "", "data/secret/g2/b.in": "", "data/secret/g2/b.ans": "",
        "data/secret/g2/a.in": "", "data/secret/g2/a.ans": "",
        "data/secret/g2/testdata.yaml": "output_validator_flags: q",
        "data/testdata.yaml": "output_validator_flags: {name: v, flags: top}\non_reject: continue",
        "data/sample/1.interaction": "<1",
        "data/secret/1.in.download": "x",
      ])
    #expect(
      package.problem.tests.map { [$0.name ?? ""] + $0.checkerArguments } == [
        ["sample/x", "top"], ["secret/1", "top"], ["secret/g10/1", "top"], ["secret/g2/a", "q"], ["secret/g2/b", "q"],
      ])
    guard case .custom(let checker) = package.problem.checker else {
      Issue.record("no custom checker")
      return
    }
    #expect(
      checker.language == "cpp" && checker.arguments == ["a", "b"] && checker.files.map(\.name) == ["v.cc", "v.h"])
    guard case .file(let path, 2) = package.problem.tests[1].input else {
      Issue.record("test data is read when it is needed")
      return
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "1\n")
  }

  @Test func defaultValidatorFlagsOfGroups() throws {
    let scratch = try Scratch()
    let package = try package(
      scratch,
      [
        "problem.yaml": Self.modern, "data/secret/test_group.yaml": "output_validator_args: [float_tolerance, '1e-4']",
        "data/secret/2.in": "", "data/secret/2.ans": "", "data/sample/1.in": "", "data/sample/1.ans": "",
      ])
    #expect(
      package.problem.checker
        == .float(FloatTolerance(absolute: 1e-4, relative: 1e-4, caseSensitive: false, spaceSensitive: false)))
    #expect(package.problem.checker(forTest: 0) == .tokens(caseSensitive: false, spaceSensitive: false))
    #expect(package.problem.checkerOverrides.count == 1)
  }

  /// Packages in version control often leave out the tests that their generators make.
  @Test(
    arguments: [
      ([:], true),
      (["generators/gen.py": ""], false),
      (["generators/generators.yaml": "data: {sample: {data: [{a: {in: '1'}}]}, secret: {data: []}}"], true),
      (["generators/generators.yaml": "data: {sample: {data: [{a: {in: '1'}}]}}"], true),
      (["generators/generators.yaml": "data: {secret: {data: [{a: gen.py}]}}"], false),
      (["generators/generators.yaml": "data: {secret: {data: {a: gen.py}}}"], false),
      (["data/generator.sh": ""], false),
      (["data/generator.sh": "", "data/secret/1.in": "", "data/secret/1.ans": ""], true),
    ] as [([String: String], Bool)])
  func samplesAlone(files: [String: String], isWhole: Bool) throws {
    let scratch = try Scratch()
    let whole = ["problem.yaml": Self.modern, "data/sample/1.in": "", "data/sample/1.ans": ""].merging(files) { $1 }
    for (name, text) in whole { try scratch.write("pkg/\(name)", text) }
    let path = scratch.path + "/pkg"
    if isWhole {
      #expect(try Package(path: path).problem.tests.count >= 1)
    } else {
      #expect { try Package(path: path) } throws: { ($0 as? DatasetError)?.code == .incompletePackage }
    }
  }

  @Test(arguments: [
    ("type: interactive", "output_validator/v.py", "interactive", 1),
    ("type: multi-pass", "output_validator/v.py", "custom", 2),
    ("type: [interactive, multi-pass]\nlimits: {validation_passes: 5}", "output_validator/sub/v.cpp", "interactive", 5),
    ("type: pass-fail", "output_validator/run", "custom", 1),
  ])
  func validators(yaml: String, file: String, kind: String, passes: Int) throws {
    let scratch = try Scratch()
    let checker = try package(scratch, ["problem.yaml": Self.modern + yaml, file: "x"]).problem.checker
    switch checker {
    case .custom(let program):
      #expect(kind == "custom" && program.maximumPasses == passes)
      #expect(program.language == (file.hasSuffix("run") ? Package.scriptedValidatorLanguage : "python3"))
    case .interactive(let program): #expect(kind == "interactive" && program.maximumPasses == passes)
    default: Issue.record("\(checker)")
    }
  }

  @Test(
    arguments: [
      (["problem.yaml": "validation: custom"], DatasetError.Code.invalidPackage),
      (["problem.yaml": "type: interactive\nproblem_format_version: 2025-09"], .invalidPackage),
      (["problem.yaml": "validation: fancy"], .invalidPackage), (["problem.yaml": "[1"], .invalidPackage),
      (["problem.yaml": "- 1"], .invalidPackage), (["problem.yaml": "problem_format_version: 1999"], .invalidPackage),
      (["problem.yaml": "limits: {memory: many}"], .invalidPackage), ([".timelimit": "soon"], .invalidPackage),
      (["problem.yaml": "validator_flags: float_tolerance"], .invalidPackage),
      (["problem.yaml": "validator_flags: exactly"], .invalidPackage),
      (["data/secret/2.in": ""], .incompletePackage), (["data/secret/2.ans": ""], .incompletePackage),
      (
        [
          "data/secret/2.ans": "",
          "data/secret/2.in":
            "version https://git-lfs.github.com/spec/v1\noid sha256:0000000000000000000000000000000000000000000000000000000000000000\nsize 12345\n",
        ], .incompletePackage
      ),
      (
        ["problem.yaml": "validation: custom", "output_validators/a.cc": "", "output_validators/b.cc": ""], .unsupported
      ),
      (["problem.yaml": "problem_format_version: 2025-09\ntype: submit-answer"], .unsupported),
      (["problem.yaml": "problem_format_version: 2025-09", "data/secret/1.yaml": "args: [x]"], .unsupported),
      (["problem.yaml": "problem_format_version: 2025-09", "data/secret/1.files/a": ""], .unsupported),
    ] as [([String: String], DatasetError.Code)])
  func badPackages(files: [String: String], code: DatasetError.Code) throws {
    let scratch = try Scratch()
    let error = datasetError("\(files)") { _ = try package(scratch, files) }
    #expect(error?.code == code, "\(files): \(String(describing: error))")
  }

  @Test func notPackages() throws {
    let scratch = try Scratch()
    let file = try scratch.write("file", "")
    #expect(datasetError { _ = try Package(path: file) }?.code == .wrongFileKind)
    #expect(datasetError { _ = try Package(path: scratch.path) }?.code == .invalidPackage)
    #expect(datasetError { _ = try Package(path: scratch.path + "/none") }?.code == .fileNotFound)
    #expect(datasetError { _ = try Package.find(in: scratch.path) }?.code == .invalidPackage)
  }

  @Test func linksThatLeadOutside() throws {
    let scratch = try Scratch()
    _ = try package(scratch, ["submissions/accepted/a.py": "1", "submissions/accepted/b.py": "2"])
    let folder = scratch.path + "/pkg/submissions/accepted"
    try FileManager.default.createSymbolicLink(atPath: folder + "/out.py", withDestinationPath: "/etc/hostname")
    try FileManager.default.createSymbolicLink(atPath: folder + "/in.py", withDestinationPath: "a.py")
    let package = try Package(path: scratch.path + "/pkg")
    #expect(package.submissions.map(\.id) == ["pkg/accepted/a.py", "pkg/accepted/b.py", "pkg/accepted/in.py"])
    #expect(package.notes.count == 1)
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path + "/pkg/data/secret/9.in", withDestinationPath: "/etc/hostname")
    #expect(datasetError { _ = try Package(path: scratch.path + "/pkg") }?.code == .incompletePackage)
  }

  @Test func twoPackagesOfOneName() throws {
    let scratch = try Scratch()
    var package = try package(scratch, ["submissions/accepted/a.py": "1"])
    package.rename("contest/pkg")
    #expect(package.problem.id == "contest/pkg" && package.submissions[0].problemID == "contest/pkg")
    #expect(package.submissions[0].id == "contest/pkg/accepted/a.py")
    #expect(package.timingSubmissionIDs == ["contest/pkg/accepted/a.py"])
    #expect(try Package.find(in: scratch.path) == [scratch.path + "/pkg"])
  }
}
