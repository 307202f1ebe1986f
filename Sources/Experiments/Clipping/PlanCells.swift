/// The cells of the whole comparison, by the extent that there is time for.
struct PlanCells {
  let regimes: [ClippingPlan.Regime]
  let extent: PlanExtent
  private(set) var cells: [ClippingPlan.Cell] = []
  private(set) var comparisons: [ClippingPlan.Comparison] = []
  private(set) var controls: [[String]] = []

  static let parts = [
    ClippingPlan.Part(
      name: "control", question: "One update a batch: every ratio is 1, so that all objectives are the same."),
    ClippingPlan.Part(
      name: "moderate", question: "Four objectives at the same learning rate, where one token in a hundred is clipped."),
    ClippingPlan.Part(name: "tuning", question: "Which rate each objective chooses, on seeds of their own."),
    ClippingPlan.Part(name: "best-rate", question: "Four objectives, each at the rate that it chose."),
    ClippingPlan.Part(
      name: "strong", question: "Four objectives at the same learning rate, where one token in twenty is clipped."),
    ClippingPlan.Part(
      name: "ablations", question: "Soft or hard rewards, groups without a difference, the likelihood of right answers."
    ),
    ClippingPlan.Part(name: "weak", question: "The same rate where hardly any token leaves its range."),
    ClippingPlan.Part(name: "epsilon", question: "Narrower and wider ranges, in the moderate regime."),
  ]

  /// Differ in these alone.
  struct Arm {
    var name: String
    var objective: String
    var low = 0.2
    var high = 0.28
    var dualClip: Double?
  }

  static let arms = [
    Arm(name: "gppo", objective: "gppo"), Arm(name: "dapo", objective: "clip"),
    Arm(name: "cispo", objective: "cispo"), Arm(name: "grpo", objective: "clip", high: 0.2),
  ]
  static let dual = Arm(name: "gppo-dual10", objective: "gppo", dualClip: 10)

  init(regimes: [ClippingPlan.Regime], extent: PlanExtent) {
    self.regimes = regimes
    self.extent = extent
    control()
    for regime in regimes where regime.name != "weak" { sameRate(regime, seeds: extent.main) }
    if let moderate = regimes.first(where: { $0.name == "moderate" }) {
      ablations(moderate)
      if extent.hasTuning { tuning() }
      if let weak = regimes.first(where: { $0.name == "weak" }), extent.weak > 0 {
        sameRate(weak, seeds: extent.weak)
      }
      if extent.epsilon > 0 { epsilon(moderate) }
    }
  }

  private static func seeds(_ count: Int) -> [UInt64] { (0..<count).map { PlanExtent.firstTestSeed + UInt64($0) } }
  private var tuningSeeds: [UInt64] { (0..<extent.tuning).map { UInt64($0) + 1 } }

  private func cell(
    _ name: String, _ part: String, _ regime: ClippingPlan.Regime, _ arm: Arm, seeds: [UInt64]
  ) -> ClippingPlan.Cell {
    ClippingPlan.Cell(
      name: name, part: part, regime: regime.name, arm: arm.name, objective: arm.objective, epsilonLow: arm.low,
      epsilonHigh: arm.high, dualClip: arm.dualClip, miniBatchPrompts: regime.miniBatchPrompts, epochs: regime.epochs,
      rate: regime.rate, seeds: seeds)
  }

  /// Arms of a regime; only where ratios go far does the dual clip have anything to do.
  private func arms(_ regime: ClippingPlan.Regime) -> [Arm] { Self.arms + (regime.name == "strong" ? [Self.dual] : []) }

  private mutating func compare(_ family: String, _ cell: String, _ baseline: String) {
    comparisons.append(ClippingPlan.Comparison(family: family, cell: cell, baseline: baseline))
  }

  /// The questions that methods are compared by, of cells of one prefix.
  private mutating func compareArms(_ family: String, _ prefix: String, _ arms: [Arm]) {
    for arm in ["gppo", "cispo", "grpo"] { compare(family, "\(prefix)-\(arm)", "\(prefix)-dapo") }
    compare(family, "\(prefix)-gppo", "\(prefix)-cispo")
    if arms.contains(where: { $0.name == Self.dual.name }) {
      compare(family, "\(prefix)-\(Self.dual.name)", "\(prefix)-gppo")
    }
  }

  private mutating func control() {
    guard let regime = regimes.first(where: { $0.name == "strong" }) ?? regimes.first else { return }
    let names = Self.arms.map { arm in
      var cell = cell("control-\(arm.name)", "control", regime, arm, seeds: Array(Self.seeds(2)))
      (cell.miniBatchPrompts, cell.epochs) = (0, 1)
      cells.append(cell)
      return cell.name
    }
    controls.append(names)
  }

  /// A part of the regime's name.
  private mutating func sameRate(_ regime: ClippingPlan.Regime, seeds: Int) {
    for arm in arms(regime) {
      cells.append(cell("\(regime.name)-\(arm.name)", regime.name, regime, arm, seeds: Self.seeds(seeds)))
    }
    compareArms("same rate", regime.name, arms(regime))
  }

  /// What differs from the moderate regime's GPPO in one thing.
  private mutating func ablations(_ regime: ClippingPlan.Regime) {
    guard extent.ablations > 0 else { return }
    let base = "\(regime.name)-gppo"
    func changed(_ name: String, _ change: (inout ClippingPlan.Cell) -> Void) -> ClippingPlan.Cell {
      var cell = cell(name, "ablations", regime, Self.arms[0], seeds: Self.seeds(extent.ablations))
      change(&cell)
      return cell
    }
    cells.append(changed("reward-hard") { $0.reward = "hard" })
    compare("reward", base, "reward-hard")
    for filter in ["score", "acc", "score-mask"] {
      cells.append(changed("filter-\(filter)") { $0.filter = filter })
      compare("filter", "filter-\(filter)", base)
    }
    for alpha in [0.05, 0.1, 0.2] {
      cells.append(changed("alpha-\(alpha)") { $0.alpha = alpha })
      compare("alpha", "alpha-\(alpha)", base)
    }
  }

  private mutating func tuning() {
    for regime in regimes where regime.name != "weak" {
      for arm in arms(regime) {
        var names: [String] = []
        for (place, rate) in regime.rates.enumerated() {
          var cell = cell("tune-\(regime.name)-\(arm.name)-\(place + 1)", "tuning", regime, arm, seeds: tuningSeeds)
          cell.rate = rate
          cell.measuresEndOnly = true
          cells.append(cell)
          names.append(cell.name)
        }
        var best = cell("best-\(regime.name)-\(arm.name)", "best-rate", regime, arm, seeds: Self.seeds(extent.best))
        (best.rate, best.candidates) = (nil, names)
        cells.append(best)
      }
      compareArms("best rate", "best-\(regime.name)", arms(regime))
    }
  }

  private mutating func epsilon(_ regime: ClippingPlan.Regime) {
    for (label, low, high) in [("half", 0.1, 0.14), ("double", 0.4, 0.56)] {
      for arm in Self.arms.prefix(3) {
        var arm = arm
        (arm.low, arm.high) = (low, high)
        cells.append(
          cell("epsilon-\(label)-\(arm.name)", "epsilon", regime, arm, seeds: Self.seeds(extent.epsilon)))
      }
      for name in ["gppo", "cispo"] {
        compare("epsilon", "epsilon-\(label)-\(name)", "epsilon-\(label)-dapo")
      }
    }
  }
}

extension ClippingPlan {
  /// The whole plan, or what of it fits.
  ///
  /// - Parameters:
  ///   - extent: what is wished for.
  ///   - budget: with the time that there is and what a run takes.
  public init(
    settings: Settings, regimes: [Regime], calibration: [Calibration], extent: PlanExtent, budget: Budget,
    version: String
  ) {
    isEvidence = true
    note =
      "Held-out pass@1 of a model of \(settings.parameters) parameters on small programs: what it shows holds here."
    self.version = version
    self.settings = settings
    self.regimes = regimes
    self.calibration = calibration
    self.budget = budget
    (parts, cells, controls, comparisons) = ([], [], [], [])
    var extent = extent
    var left = PlanExtent.cuts[...]
    fill(extent)
    while self.budget.estimatedHours > budget.hours, let cut = left.popFirst() {
      let before = extent
      cut.apply(&extent)
      guard extent != before else { continue }
      fill(extent)
      self.budget.cuts.append(cut.words)
    }
  }

  private mutating func fill(_ extent: PlanExtent) {
    let made = PlanCells(regimes: regimes, extent: extent)
    cells = made.cells.map { cell in
      var cell = cell
      // The whole step at once.
      if cell.miniBatchPrompts == 0 { cell.miniBatchPrompts = settings.promptsPerStep }
      return cell
    }
    (controls, comparisons) = (made.controls, made.comparisons)
    parts = PlanCells.parts.filter { part in cells.contains { $0.part == part.name } }
    budget.runs = RunSchedule(self).all.count
    budget.estimatedHours = Double(budget.runs) * budget.timedRunSeconds / Double(budget.jobs) / 3600
  }

  /// What clip-higher's clipped fraction has to be, and where the rate is first looked for.
  public static let wantedRegimes = [
    moderate,
    Regime(name: "strong", band: [0.04, 0.12], miniBatchPrompts: 2, epochs: 4, rate: 6e-4),
    Regime(name: "weak", band: [0, 0.001], miniBatchPrompts: 8, epochs: 1, rate: 2e-4),
  ]
  public static let moderate = Regime(
    name: "moderate", band: [0.005, 0.02], miniBatchPrompts: 4, epochs: 4, rate: 2e-4)

  /// Minutes, to see that all of it works: one regime, two seeds, few steps, and no claim.
  public static func quick(
    settings: Settings, regime: Regime, budget: Budget, version: String
  ) -> ClippingPlan {
    var extent = PlanExtent(seeds: 2)
    extent.hasTuning = false
    (extent.weak, extent.ablations, extent.epsilon) = (0, 0, 0)
    var plan = ClippingPlan(
      settings: settings, regimes: [regime], calibration: [], extent: extent, budget: budget, version: version)
    plan.isEvidence = false
    plan.note = "A quick run, to see that all of it works: no evidence of anything."
    return plan
  }
}
