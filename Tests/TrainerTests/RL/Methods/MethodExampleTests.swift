import Foundation
import Testing

@testable import Trainer
@testable import TrainingRuns

/// The shipped runs and the table of methods.
@Suite struct MethodExampleTests {
  static let root = (0..<5).reduce(URL(fileURLWithPath: #filePath)) { file, _ in file.deletingLastPathComponent() }

  static let files =
    ((try? FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent("examples/methods").path)) ?? [])
    .sorted()

  /// All that have stages of their own, and aspo.
  @Test func everyMethodWithStagesOfItsOwnHasARun() {
    let wanted = RLSettings.Method.allCases.filter { RLMethod.recipe($0) != nil || $0 == .aspo }
    #expect(Set(Self.files) == Set(wanted.map { "\($0.rawValue).yaml" }) && wanted.count == 8)
  }

  @Test(arguments: files) func shippedRunsAreSound(_ file: String) throws {
    let path = Self.root.appendingPathComponent("examples/methods/\(file)").path
    let run = try RunConfiguration.load(path, stage: .rl)
    #expect("\(run.rl.method.rawValue).yaml" == file && run.outputFolder == "out/methods/\(run.rl.method.rawValue)")
    _ = try RLMethod(run)
  }

  @Test func everyMethodIsInTheTable() throws {
    let text = try String(contentsOf: Self.root.appendingPathComponent("docs/methods.md"), encoding: .utf8)
    for method in RLSettings.Method.allCases {
      #expect(text.contains("`\(method.rawValue)`") || text.contains("`rl.method: \(method.rawValue)`"), "\(method)")
    }
  }
}
