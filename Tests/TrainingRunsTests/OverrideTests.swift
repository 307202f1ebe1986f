import Testing

@testable import TrainingRuns

/// `--set key.path=value`.
@Suite struct OverrideTests {
  private func parse(_ overrides: String...) throws -> RunConfiguration {
    try RunConfiguration.parse(ConfigurationTests.small, name: "run.yaml", overrides: overrides)
  }

  @Test func aValueIsYAML() throws {
    let run = try parse(
      "optimizer.lr=3e-4", "optimizer.betas=[0.8, 0.9]", "data.train=[a, b]", "seed=7", "rl.objective={name: clip}",
      "model.chat_template=a=b")
    #expect(run.optimizer.learningRate == 3e-4)
    #expect(run.optimizer.betas == Betas(0.8, 0.9))
    #expect(run.data.train == ["a", "b"])
    #expect(run.seed == 7)
    #expect(run.rl.objective.name == .clip)
    #expect(run.model.chatTemplate == "a=b")
  }

  @Test func theLastOneWins() throws {
    #expect(try parse("seed=1", "seed=2").seed == 2)
    #expect(try parse("sft={epochs: 5, max_steps: 3}", "sft.epochs=2").sft.maximumSteps == 3)
    #expect(try parse("sft.epochs=2", "sft={max_steps: 3}").sft.epochs == nil, "a section is replaced whole")
  }

  @Test func nullTakesAway() throws {
    #expect(try parse("model.init.layers=2", "model.init=null").model.initial == nil)
    #expect(try parse("optimizer.max_grad_norm=").optimizer.maximumGradientNorm == nil)
  }

  static let errors: [(String, String)] = [
    (
      "optimizer.warmup_step=5",
      "--set optimizer.warmup_step=5: optimizer.warmup_step: unknown; did you mean warmup_steps?"
    ),
    ("optimiser.lr=5", "--set optimiser.lr=5: optimiser: unknown; did you mean optimizer?"),
    ("optimizer.lr=-1", "--set optimizer.lr=-1: optimizer.lr: -1 is not a number > 0"),
    ("seed.deep=1", "--set seed.deep=1: seed: expected a whole number, got keys and values"),
    (
      "output_dir.x=1",
      "--set output_dir.x=1: output_dir: is runs/one, so that nothing can be set below it"
    ),
    ("seed", "--set seed: expected key.path=value, for instance --set optimizer.lr=1e-4"),
    ("=3", "--set =3: a key before the `=` is empty"),
    ("a..b=3", "--set a..b=3: a key before the `=` is empty"),
    ("seed=[1", "--set seed=[1: its value is not YAML: did not find expected ',' or ']'"),
    (
      "model.init.layers=2",
      "--set model.init.layers=2: model.init: stands beside model.path: keep one (`--set model.init=null` takes this "
        + "one away)"
    ),
  ]

  @Test(arguments: errors)
  func anErrorNamesTheOverride(_ override: String, _ expected: String) {
    #expect(failure(ConfigurationError.self) { try parse(override) }?.description == expected)
  }

  @Test(arguments: [
    ("", "", 0), ("a", "", 1), ("warmup_step", "warmup_steps", 1), ("kitten", "sitting", 3), ("ab", "ba", 1),
    ("lr", "rl", 1), ("abc", "abc", 0),
  ])
  func editDistance(_ left: String, _ right: String, _ distance: Int) {
    #expect(EditDistance.between(left, right) == distance)
    #expect(EditDistance.between(right, left) == distance)
  }

  @Test func aFarNameIsNotSuggested() {
    #expect(EditDistance.suggestion(for: "colour", among: ["kind", "mode"]) == nil)
    #expect(EditDistance.suggestion(for: "sed", among: ["seed", "sft"]) == "seed")
    #expect(EditDistance.suggestion(for: String(repeating: "a", count: 1_000), among: ["a"]) == nil)
  }
}
