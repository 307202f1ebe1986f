import Testing

@testable import TrainingRuns

@Suite struct ConfigurationDocumentationTests {
  @Test func everyKeyOfAResolvedConfigurationIsDescribed() throws {
    let run = try RunConfiguration.parse(ConfigurationTests.full, name: "run.yaml")
    let documented = Set(RunConfiguration.documentation().map(\.key))
    var path: [String] = []
    for line in run.yaml.split(separator: "\n") {
      let level = line.prefix { $0 == " " }.count / 2
      let key = line.drop { $0 == " " }.prefix { $0 != ":" }
      path = path.prefix(level) + [String(key)]
      let name = path.joined(separator: ".")
      // The section `train` has a key of its own only through the tokenizer.
      if name == "model.tokenizer.train" { continue }
      #expect(documented.contains(name), "\(name)")
    }
  }

  @Test func aRowHasKeyTypeDefaultAndMeaning() {
    let text = RunConfiguration.documentation
    #expect(text.contains("| `optimizer.lr` | number > 0 | `0.0001` | The highest learning rate. |"))
    #expect(
      text.contains(
        "| `optimizer.schedule` | one of cosine, constant, linear | `cosine` | Course of the learning rate after the "
          + "warm-up. |"))
    #expect(text.contains("| `seed` | whole number ≥ 0 | `0` | All randomness follows from it. |"))
    #expect(text.contains("### `sampling`"))
    #expect(!text.contains("||"))
  }

  @Test func meaningsAreSentences() {
    for row in RunConfiguration.documentation() {
      #expect(row.meaning.hasSuffix("."), "\(row.key)")
      #expect(row.isSection || !row.defaultText.isEmpty, "\(row.key)")
    }
  }

  @Test func theRunsFolderHoldsTheResolvedConfiguration() throws {
    let folder = try TemporaryFolder()
    let run = try RunConfiguration.parse(ConfigurationTests.full, name: "run.yaml")
    let files = RunFolder("\(folder.path)/runs/one")
    try files.begin(run)
    #expect(try RunConfiguration.load(files.configuration) == run)
    #expect(files.rollouts(step: 12) == "\(folder.path)/runs/one/rollouts/step-000012.jsonl")
  }
}
