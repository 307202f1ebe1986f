import Foundation

@testable import Trainer
@testable import TrainingRuns

/// A method that nobody has published, to show what one takes: without a clip, but with a ratio that counts by a power.
///
///     loss = −r^p·A,   d loss / d log π = −p·r^p·A
///
/// At p = 1 it is the surrogate without a clip.
enum MadeUpMethod: Recipe {
  static func plug(into method: inout RLMethod, _ run: RunConfiguration) throws {
    method.loss.objective = PowerOfRatio(power: 0.5)
  }
}

struct PowerOfRatio: TokenObjective, Hashable {
  var power: Double

  func terms(for batch: PolicyBatch) throws(RLMathError) -> TokenTerms {
    try RLMathError.require("the ratio's power", power, "above 0", power > 0)
    return batch.tokenTerms(hasRange: false) { advantage, ratio, _ in
      let value = exp(power * ratio.logarithm)
      return TokenOutcome(loss: -value * advantage, slope: ratio.isHeld ? 0 : -power * value * advantage)
    }
  }
}
