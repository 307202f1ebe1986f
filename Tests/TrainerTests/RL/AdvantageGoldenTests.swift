import Testing

@testable import Trainer

/// Every number of advantages.json but the padding: verl's and Klear-Reasoner's own functions.
@Suite struct AdvantageGoldenTests {
  struct File: Decodable {
    struct Inputs: Decodable {
      let group: [String]
      let rewards: [Double]
      let token_level_rewards: [[Double]]
      let mask: [[Double]]
      let values: [[Double]]
    }
    struct Output: Decodable {
      let advantages: [[Double]]
      let returns: [[Double]]?
    }
    let inputs: Inputs
    let outputs: [String: Output]
  }

  static let estimators: [String: any AdvantageEstimator] = [
    "grpo": GRPOAdvantage(.unbiased()),
    "klear_grpo": GRPOAdvantage(.unbiased()),
    "dr_grpo": DrGRPOAdvantage(),
    "rloo": RLOOAdvantage(),
    "reinforce_pp_gamma1": ReinforcePlusPlusAdvantage(discount: 1),
    "reinforce_pp_gamma0.95": ReinforcePlusPlusAdvantage(discount: 0.95),
    "reinforce_pp_baseline": ReinforcePlusPlusBaselineAdvantage(),
    "gae_gamma1_lam0.95": GAE(discount: 1, lambda: 0.95),
    "gae_gamma0.99_lam0.9": GAE(discount: 0.99, lambda: 0.9),
  ]

  @Test(arguments: [false, true]) func everyNumber(padded isPadded: Bool) throws {
    let file: File = try RLGolden.decode("advantages.json")
    let inputs = file.inputs
    let names = Array(Set(inputs.group)).sorted()
    // Rows as they are, or with padding that a mask leaves out.
    let lengths = inputs.mask.map { isPadded ? $0.count : Int($0.reduce(0, +)) }
    func flat(_ rows: [[Double]]) -> [Double] { zip(rows, lengths).flatMap { $0.prefix($1) } }
    func padding(_ rows: [[Double]]) -> [Double] { zip(flat(rows), flat(inputs.mask)).map { $0 * $1 } }
    var rows = try RolloutRows(
      lengths: lengths, groups: inputs.group.map { name in names.firstIndex(of: name) ?? -1 }, rewards: inputs.rewards,
      mask: flat(inputs.mask).map { $0 != 0 }, values: flat(inputs.values))
    #expect(rows.rewardsByToken == flat(inputs.token_level_rewards))
    rows.tokenRewards = flat(inputs.token_level_rewards)
    #expect(Set(file.outputs.keys) == Set(Self.estimators.keys))
    for (name, output) in file.outputs {
      let found = try #require(Self.estimators[name]).advantages(for: rows)
      #expect(difference(found.advantages, padding(output.advantages)) == nil, "\(name)")
      // Those that only repeat the advantages teach no value head.
      if let returns = found.returns {
        let counted = zip(returns, rows.mask).map { $1 ? $0 : 0 }
        #expect(try difference(counted, padding(#require(output.returns))) == nil, "\(name)")
      } else {
        #expect(output.returns == nil || output.returns == output.advantages)
      }
    }
  }

  @Test func equalRewardsGiveNothing() throws {
    // Three times 0.1 has a rounded mean that is not 0.1.
    let rows = try RolloutRows(lengths: [1, 2, 1], groups: [7, 7, 7], rewards: [0.1, 0.1, 0.1])
    for estimator: any AdvantageEstimator in [
      GRPOAdvantage(.population), GRPOAdvantage(.unbiased()), GRPOAdvantage(.unbiased(epsilon: 0)), DrGRPOAdvantage(),
      RLOOAdvantage(),
    ] {
      #expect(try estimator.advantages(for: rows).advantages == [0, 0, 0, 0])
    }
  }

  @Test func singletons() throws {
    let rows = try RolloutRows(lengths: [2], groups: [0], rewards: [0.5])
    #expect(try GRPOAdvantage(.population).advantages(for: rows).advantages == [0, 0])
    #expect(try GRPOAdvantage(.unbiased()).advantages(for: rows).advantages == [0.5 / (1 + 1e-6), 0.5 / (1 + 1e-6)])
    #expect(try DrGRPOAdvantage().advantages(for: rows).advantages == [0.5, 0.5])
    #expect(try RLOOAdvantage().advantages(for: rows).advantages == [0.5, 0.5])
  }

  @Test func oneTokenHasNoVariance() throws {
    let rows = try RolloutRows(lengths: [1], groups: [0], rewards: [1])
    #expect(try ReinforcePlusPlusAdvantage().advantages(for: rows).advantages == [0])
  }

  /// A group need not lie together, and a row's place in it does not matter.
  @Test func groupsMayBeScattered() throws {
    let together = try RolloutRows(lengths: [1, 1, 1, 1], groups: [0, 0, 1, 1], rewards: [1, 0, 5, 3])
    let scattered = together.selecting([3, 0, 2, 1])
    for estimator: any AdvantageEstimator in [GRPOAdvantage(), DrGRPOAdvantage(), RLOOAdvantage()] {
      let a = try estimator.advantages(for: together).advantages
      #expect(try estimator.advantages(for: scattered).advantages == [3, 0, 2, 1].map { a[$0] })
    }
  }

  @Test func divergenceAsReward() throws {
    let rows = try RolloutRows(
      lengths: [2, 1], groups: [0, 0], rewards: [1, -1], mask: [true, true, true]
    ).penalised(by: [0.5, 0.25, 2], coefficient: 0.1)
    #expect(difference(rows.tokenRewards, [-0.05, 1 - 0.025, -1.2]) == nil)
    #expect(difference(rows.rewards, [0.925, -1.2]) == nil)
  }
}
