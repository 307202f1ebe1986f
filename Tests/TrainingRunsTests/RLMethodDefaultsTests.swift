import Testing
import TrainingRuns

/// What `rl.method` sets, and what it leaves.
@Suite struct RLMethodDefaultsTests {
  static func settings(_ lines: String) throws -> RLSettings {
    let text = "model: {path: m}\ndata: {train: x}\noutput_dir: o\nrl: {\(lines)}\n"
    return try RunConfiguration.parse(text, name: "run.yaml").rl
  }

  @Test func withoutAMethodThePresetHolds() throws {
    #expect(try Self.settings("steps: 100") == RLSettings())
    #expect(try Self.settings("method: klear") == RLSettings())
    let released = try Self.settings("preset: klear-released")
    #expect(released == RLSettings(preset: .klearReleased, method: .klear) && released.objective.dualClip == 10)
  }

  @Test func objectivesDifferFromGPPOInTheObjectiveAlone() throws {
    for method in ["cispo", "ce-gppo", "clip-cov", "kl-cov"] {
      var found = try Self.settings("method: \(method)")
      let gppo = try Self.settings("method: gppo")
      found.objective = gppo.objective
      found.method = gppo.method
      #expect(found == gppo, "\(method)")
    }
  }

  @Test func keysThatAreGivenStay() throws {
    let settings = try Self.settings("method: dapo, overlong: none, nll_alpha: 0.2, objective: {eps_high: 0.4}")
    #expect(settings.overlong == .none && settings.nllAlpha == 0.2 && settings.filter == .acc)
    #expect(settings.objective.name == .clip && settings.objective.epsilonHigh == 0.4)
    #expect(settings.objective.epsilonLow == 0.2)
  }

  @Test(arguments: RLSettings.Method.allCases) func whatIsWrittenIsRead(_ method: RLSettings.Method) throws {
    let text = "model: {path: m}\ndata: {train: x}\noutput_dir: o\nrl: {method: \(method.rawValue)}\n"
    let run = try RunConfiguration.parse(text, name: "run.yaml")
    #expect(try RunConfiguration.parse(run.yaml, name: "config.yaml") == run)
  }
}
