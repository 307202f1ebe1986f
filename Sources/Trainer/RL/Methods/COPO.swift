internal import Foundation
public import TrainingRuns

/// COPO, consistency-aware policy optimisation (arXiv 2508.04138): where all answers to a prompt are the same, comparing
/// them teaches nothing, so that prompts are compared instead.
///
///     H = −Σ p·log₂(p + 1e-8),   p: shares of the distinct answers of the group
///     R(q) = mean reward of q's answers, times 1 − λ·H if asked for, λ = (1 − 1/G) / log₂ G
///     A_global(q) = (R(q) − mean) / (unbiased deviation + 1e-6), over the prompts of the rollout batch
///     w = sigmoid(k·(H − b))
///     loss = w·clip(A_local) + (1 − w)·clip(A_global)
///
/// Read in the authors' code (github.com/hijih/copo-code: `core_algos.py`, `dp_actor.py`, `run_copo.sh`), since the
/// paper's text could not be had. Ours:
/// - b is a share of log₂ G, so that it means the same for groups of any size.
/// - An answer "worth 0" there has a reward of 0 or less here, since a wrong answer to a question of mathematics is paid −1.
/// - The answer to a programming problem is the outcome of each test; there it is a text.
/// - With one prompt, or without a spread, A_global is 0, where the code divides by a deviation that is not a number.
public enum COPO: Recipe {
  public static func plug(into method: inout RLMethod, _ run: RunConfiguration) throws {
    let settings = run.rl.copo
    guard !method.advantage.needsValues else {
      throw RLMethodError("rl.advantage", "copo compares answers, and gae does not", advice: "choose grpo-unbiased")
    }
    method.advantage = COPOAdvantage(
      local: method.advantage, mode: settings.mode, steepness: settings.steepness, midpoint: settings.midpoint,
      scalesReward: settings.scalesReward)
    method.loss.objective = COPOObjective(method.loss.objective)
  }
}

/// Both advantages, and the share of the local one.
public struct COPOAdvantage: AdvantageEstimator {
  public var local: any AdvantageEstimator
  public var mode: COPOSettings.Mode
  /// k
  public var steepness: Double
  /// b / log₂ G
  public var midpoint: Double
  public var scalesReward: Bool

  public func advantages(for rows: RolloutRows) throws(RLMathError) -> TokenAdvantages {
    guard let answers = rows.answers else { throw .missing("answers", needed: "COPO") }
    var found = try local.advantages(for: rows)
    let groups = rows.rowsByGroup
    let entropies = groups.map { Self.entropy($0.map { answers[$0] }) }
    let rewards = zip(groups, entropies).map { promptReward($0.map { rows.rewards[$0] }, entropy: $1) }
    let global = Self.normalised(rewards)
    var (advantages, shares) = ([Double](repeating: 0, count: rows.count), [Double](repeating: 0, count: rows.count))
    for (place, group) in groups.enumerated() {
      let share = share(entropies[place], count: group.count)
      for row in group {
        advantages[row] = global[place]
        shares[row] = isLocal(row, rows, found.advantages) ? share : 0
      }
    }
    found.globalAdvantages = rows.spread(advantages)
    found.localShares = rows.layout.broadcast(shares)
    return found
  }

  /// H in bits.
  static func entropy(_ answers: [String]) -> Double {
    let counts = answers.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
    // Sums of floats depend on their order; that of a dictionary is another one in each process.
    return -counts.values.sorted().reduce(0) {
      let share = Double($1) / Double(answers.count)
      return $0 + share * log2(share + 1e-8)
    }
  }

  private func promptReward(_ rewards: [Double], entropy: Double) -> Double {
    let (mean, count) = (rewards.reduce(0, +) / Double(rewards.count), Double(rewards.count))
    guard scalesReward, count > 1 else { return mean }
    return mean * (1 - (1 - 1 / count) / log2(count) * entropy)
  }

  static func normalised(_ rewards: [Double]) -> [Double] {
    let all = GroupStatistics(rewards.isEmpty ? [0] : rewards)
    guard all.count > 1, !all.isConstant, all.squares > 0 else { return rewards.map { _ in 0 } }
    let spread = (all.squares / Double(all.count - 1)).squareRoot() + 1e-6
    return rewards.map { ($0 - all.mean) / spread }
  }

  /// w, before single answers lose it.
  func share(_ entropy: Double, count: Int) -> Double {
    switch mode {
    case .noGlobal, .onlyZero, .onlyForced: 1
    case .onlyGlobal: 0
    case .onlySoft, .softWithZero, .softWithForced:
      1 / (1 + exp(-steepness * (entropy - midpoint * log2(Double(count)))))
    }
  }

  private func isLocal(_ row: Int, _ rows: RolloutRows, _ advantages: [Double]) -> Bool {
    switch mode {
    case .onlySoft, .onlyGlobal, .noGlobal: true
    case .softWithZero, .onlyZero: rows.rewards[row] > 0
    case .softWithForced, .onlyForced: rows.layout[row].contains { advantages[$0] != 0 }
    }
  }
}

/// The same objective with each of two advantages, token by token.
public struct COPOObjective: TokenObjective {
  public var objective: any TokenObjective

  public init(_ objective: any TokenObjective) { self.objective = objective }

  public var scope: ObjectiveScope { objective.scope }
  public var needsEqualWeights: Bool { objective.needsEqualWeights }
  public func counts(in batch: PolicyBatch) throws(RLMathError) -> [Bool] { try objective.counts(in: batch) }

  public func terms(for batch: PolicyBatch) throws(RLMathError) -> TokenTerms {
    guard let advantages = batch.globalAdvantages, let shares = batch.localShares else {
      throw .missing("globalAdvantages", needed: "COPO")
    }
    var global = batch
    global.advantages = advantages
    var terms = try objective.terms(for: batch)
    let other = try objective.terms(for: global)
    func blended(_ local: [Double], _ global: [Double]) -> [Double] {
      local.indices.map { shares[$0] * local[$0] + (1 - shares[$0]) * global[$0] }
    }
    terms.losses = blended(terms.losses, other.losses)
    terms.byLogProbability = terms.byLogProbability.map { blended($0, other.byLogProbability ?? $0) }
    for token in shares.indices where shares[token] < 0.5 {
      // Reported is the loss that weighs more.
      if let region = other.regions?[token] { terms.regions?[token] = region }
      if let isClipped = other.isDualClipped?[token] { terms.isDualClipped?[token] = isClipped }
    }
    terms.isGuarded = zip(terms.isGuarded, other.isGuarded).map { $0 || $1 }
    return terms
  }
}
