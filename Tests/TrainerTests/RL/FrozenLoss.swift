import Foundation

@testable import Trainer

/// Token losses with the papers' stop-gradients held at a base point, written out a second time: for objectives whose
/// value alone does not have their gradient.
enum FrozenLoss {
  /// The loss of a token of a batch near `base`; `nil` for objectives without stop-gradients.
  static func of(_ objective: any TokenObjective, at base: PolicyBatch) -> ((PolicyBatch, Int) -> Double)? {
    func ratio(_ batch: PolicyBatch, _ token: Int) -> Double {
      exp(batch.logProbabilities[token] - batch.oldLogProbabilities[token])
    }
    switch objective {
    case let gppo as GPPO:
      // Equation 17, token by token.
      return { batch, token in
        let (r, sg, a) = (ratio(batch, token), ratio(base, token), batch.advantages[token])
        let (lower, upper) = (1 - gppo.range.low, 1 + gppo.range.high)
        if let c = gppo.dualClip, a < 0, sg > c { return -a * c }
        if a < 0, sg < lower { return -gppo.beta1 * lower / sg * r * a }
        if a > 0, sg > upper { return -gppo.beta2 * upper / sg * r * a }
        return -r * a
      }
    case let cispo as CISPO:
      return { batch, token in
        let weight = min(max(ratio(base, token), 1 - cispo.range.low), 1 + cispo.range.high)
        return -weight * batch.advantages[token] * batch.logProbabilities[token]
      }
    default: return nil
    }
  }
}
