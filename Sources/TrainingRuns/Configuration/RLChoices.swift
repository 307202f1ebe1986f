extension RLSettings {
  /// Which published set of defaults is used.
  public enum Preset: String, Sendable, Hashable, CaseIterable {
    /// As the paper prints it.
    case klearPaper = "klear-paper"
    /// As the released code does it.
    case klearReleased = "klear-released"
  }

  public enum Method: String, Sendable, Hashable, CaseIterable {
    /// GPPO with the likelihood of right answers, as the preset says.
    case klear
    /// GPPO alone.
    case gppo
    case grpo, dapo
    case drGRPO = "dr-grpo"
    case cispo, gspo, gmpo, sapo, aspo
    case ceGPPO = "ce-gppo"
    case clipCov = "clip-cov"
    case klCov = "kl-cov"
    case archer, copo, lppo, ulorl
    case tPPO = "t-ppo"
    case c3po, acereason, rloo
    case reinforcePP = "reinforce-pp"
    case tis
  }

  public enum OldLogProbs: String, Sendable, Hashable, CaseIterable {
    /// A forward pass before the first update: its ratio is exactly 1.
    case recompute
    /// Those of sampling.
    case rollout
  }

  public enum Advantage: String, Sendable, Hashable, CaseIterable {
    /// (R − mean) / population standard deviation of the group, 0 where that is 0.
    case grpo
    /// (R − mean) / (unbiased standard deviation + 1e-6).
    case grpoUnbiased = "grpo-unbiased"
    /// R − mean.
    case drGRPO = "dr-grpo"
    /// R − mean of the others.
    case rloo
    case reinforcePP = "reinforce-pp"
    case reinforcePPBaseline = "reinforce-pp-baseline"
    case gae
  }

  public enum Aggregation: String, Sendable, Hashable, CaseIterable {
    case tokenMean = "token-mean"
    case sequenceMeanTokenMean = "seq-mean-token-mean"
    case sequenceMeanTokenSum = "seq-mean-token-sum"
    case sequenceMeanTokenSumNorm = "seq-mean-token-sum-norm"
  }

  public enum GroupFilter: String, Sendable, Hashable, CaseIterable {
    case none
    /// By reward.
    case score
    /// By whether the answer is fully correct.
    case acc
    /// As `score`, but the groups stay in the updates: their tokens count in no average.
    case scoreMask = "score-mask"
  }

  public enum Overlong: String, Sendable, Hashable, CaseIterable {
    case none
    /// A growing deduction near the limit.
    case penalty
    /// Left out before filter and advantage.
    case filter
  }
}
