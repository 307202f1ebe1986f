import Foundation
import Testing
import TrainingRuns

/// docs/run-configuration.md is what the code says of itself. After a wanted change: `KLEAR_RECORD=1 swift test --filter
/// ConfigurationDocumentTests`.
@Suite struct ConfigurationDocumentTests {
  @Test func theDocumentIsUpToDate() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../docs/run-configuration.md").standardized
    let text = """
      # RUN.yaml

      Every key of a run's configuration with its default; unknown keys are errors with a suggestion.
      `klear-judge train … --set key.path=value` overrides any of them.
      Written by the code itself (`RunConfiguration.documentation`).

      \(RunConfiguration.documentation)
      """
    if ProcessInfo.processInfo.environment["KLEAR_RECORD"] != nil {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(text == (try String(contentsOf: file, encoding: .utf8)))
  }
}
