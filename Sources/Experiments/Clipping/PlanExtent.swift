/// How much of the whole is done: seeds of each part, and what goes first where time is short.
public struct PlanExtent: Sendable, Hashable {
  /// Seeds of the main cells: moderate and strong regimes at the same rate.
  public var main = 20
  public var best = 20
  public var weak = 10
  public var ablations = 10
  public var epsilon = 10
  public var hasTuning = true
  /// Seeds that rates are chosen by; those of the tests begin at ``firstTestSeed``.
  public var tuning = 3

  public static let firstTestSeed: UInt64 = 101

  public init() {}

  /// The contract's seeds: so many on the main cells, half elsewhere.
  public init(seeds: Int) {
    main = seeds
    best = seeds
    weak = max(1, (seeds + 1) / 2)
    ablations = weak
    epsilon = weak
  }

  /// What is cut, in this order, each step on top of those before it.
  static let cuts: [(words: String, apply: @Sendable (inout PlanExtent) -> Void)] = [
    ("epsilon sweep: at most 5 seeds", { $0.epsilon = min(5, $0.epsilon) }),
    ("best rates: at most 10 seeds", { $0.best = min(10, $0.best) }),
    ("weak regime: at most 5 seeds", { $0.weak = min(5, $0.weak) }),
    ("ablations: at most 5 seeds", { $0.ablations = min(5, $0.ablations) }),
    ("epsilon sweep: left out", { $0.epsilon = 0 }),
    ("weak regime: left out", { $0.weak = 0 }),
    ("main cells: at most 10 seeds", { $0.main = min(10, $0.main) }),
    ("best rates: at most 5 seeds", { $0.best = min(5, $0.best) }),
    ("best rates and their tuning: left out", { $0.hasTuning = false }),
    ("main cells: at most 5 seeds", { $0.main = min(5, $0.main) }),
    ("ablations: left out", { $0.ablations = 0 }),
  ]
}
