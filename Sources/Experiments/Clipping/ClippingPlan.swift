/// What the clipping experiment does, fixed before its first run: `plan.json`.
///
/// Nothing of it follows from a result but two things, and their rules stand in it: the regimes' learning rates come from
/// ``calibration`` (runs of clip-higher on tuning seeds), and cells with ``Cell/candidates`` take the rate that did best
/// on the tuning seeds.
public struct ClippingPlan: Codable, Sendable, Hashable {
  public var experiment = "clipping"
  /// False for `--quick`: such a plan shows that everything runs, and is evidence of nothing.
  public var isEvidence: Bool
  /// What a reader must know first.
  public var note: String
  /// Of klear-judge.
  public var version: String
  public var settings: Settings
  public var regimes: [Regime]
  /// What regimes were chosen by.
  public var calibration: [Calibration]
  public var parts: [Part]
  public var cells: [Cell]
  /// Cells whose curves have to be equal to the bit, seed by seed.
  public var controls: [[String]]
  public var comparisons: [Comparison]
  public var budget: Budget

  /// What all runs share.
  public struct Settings: Codable, Sendable, Hashable {
    /// Of the tasks, the model's first weights and the order of its rows.
    public var baseSeed: UInt64 = 1
    /// Solved tasks that the model learns from first, and updates of 2,048 tokens.
    public var solvedTasks = 16_000
    public var sftSteps = 1_200
    /// A checksum of the weights that all runs begin with.
    public var model = ""
    public var parameters = 0
    /// Prompts to learn from; the order follows from the seed.
    public var prompts = 256
    public var steps = 24
    public var promptsPerStep = 16
    public var rollouts = 8
    public var maximumNewTokens = 64
    /// Updates until the learning rate is reached; constant from there on.
    public var warmupUpdates = 16
    /// Held-out problems, the same for all runs, and how often they are measured.
    public var problems = 200
    public var measureEvery = 4
    /// Answers to each in the last quarter of training, and before.
    public var samples = 8
    public var earlySamples = 2
    public var advantage = "grpo-unbiased"
    public var aggregation = "token-mean"
    public var temperature = 1.0
    public var number = "Float, one thread a run"

    public init() {}

    /// Those of `--quick`.
    public static var quick: Settings {
      var settings = Settings()
      (settings.solvedTasks, settings.sftSteps) = (6_000, 300)
      (settings.steps, settings.measureEvery, settings.problems) = (8, 4, 40)
      (settings.samples, settings.earlySamples) = (2, 1)
      return settings
    }

    /// Measured steps: 0, every ``measureEvery``-th, and the last.
    public var measuredSteps: [Int] {
      Array(Set(stride(from: 0, through: steps, by: measureEvery)).union([steps])).sorted()
    }

    /// Behind three quarters of the steps.
    public func isInLastQuarter(_ step: Int) -> Bool { 4 * step > 3 * steps }
  }

  /// How far the policy moves away from the one that wrote the answers.
  public struct Regime: Codable, Sendable, Hashable {
    public var name: String
    /// Share of the tokens that clip-higher finds out of range at step 20, that was asked for.
    public var band: [Double]
    /// And that was found at this rate, mean of steps 16 to 20 over the tuning seeds.
    public var clippedFraction: Double?
    public var isInBand: Bool { clippedFraction.map { $0 >= band[0] && $0 <= band[1] } ?? false }
    public var miniBatchPrompts: Int
    public var epochs: Int
    /// The rate that all arms share where the same is asked of all.
    public var rate: Double
    /// Those that each arm chooses from.
    public var rates: [Double]

    enum CodingKeys: String, CodingKey {
      case name, band, clippedFraction, miniBatchPrompts, epochs, rate, rates
    }

    public init(name: String, band: [Double], miniBatchPrompts: Int, epochs: Int, rate: Double, rates: [Double] = []) {
      self.name = name
      self.band = band
      self.miniBatchPrompts = miniBatchPrompts
      self.epochs = epochs
      self.rate = rate
      self.rates = rates
    }
  }

  /// A try of clip-higher.
  public struct Calibration: Codable, Sendable, Hashable {
    public var regime: String
    public var rate: Double
    public var seed: UInt64
    /// Mean of steps 16 to 20, and at step 20.
    public var clippedFraction: Double
    public var atStep20: Double

    public init(regime: String, rate: Double, seed: UInt64, clippedFraction: Double, atStep20: Double) {
      self.regime = regime
      self.rate = rate
      self.seed = seed
      self.clippedFraction = clippedFraction
      self.atStep20 = atStep20
    }
  }

  /// Parts are done one after the other; within one, seed by seed, so that comparisons fill up together.
  public struct Part: Codable, Sendable, Hashable {
    public var name: String
    public var question: String

    public init(name: String, question: String) {
      self.name = name
      self.question = question
    }
  }

  /// A configuration with its seeds: `runs/<cell>/<seed>/metrics.jsonl`.
  public struct Cell: Codable, Sendable, Hashable {
    public var name: String
    public var part: String
    public var regime: String
    public var arm: String
    public var objective: String
    public var epsilonLow: Double
    public var epsilonHigh: Double
    public var dualClip: Double?
    public var miniBatchPrompts: Int
    public var epochs: Int
    /// `nil` where one of the candidates' is taken.
    public var rate: Double?
    /// Cells of tuning seeds; the rate of the one with the highest mean endpoint is taken, of equals the lowest.
    public var candidates: [String]?
    public var reward = "soft"
    public var filter = "none"
    public var alpha = 0.0
    public var seeds: [UInt64]
    /// Measured in the last quarter only.
    public var measuresEndOnly = false

    /// Runs of equal settings and seed have equal bits: such a run is done once.
    public var settingsKey: String {
      "\(objective) \(epsilonLow) \(epsilonHigh) \(dualClip.map { "\($0)" } ?? "-") \(miniBatchPrompts) \(epochs) "
        + "\(rate.map { "\($0)" } ?? "?") \(reward) \(filter) \(alpha) \(measuresEndOnly)"
    }
  }

  /// A paired question: cell minus baseline, by seed.
  public struct Comparison: Codable, Sendable, Hashable {
    /// Questions of one family are corrected together.
    public var family: String
    public var cell: String
    public var baseline: String

    public init(family: String, cell: String, baseline: String) {
      self.family = family
      self.cell = cell
      self.baseline = baseline
    }
  }

  public struct Budget: Codable, Sendable, Hashable {
    /// What was given.
    public var hours: Double
    public var jobs: Int
    /// A run that was timed first, and what runs are taken to need: it, over how much faster jobs side by side are.
    public var timedRunSeconds: Double
    public var runs: Int
    public var estimatedHours: Double
    /// What was left out so that it fits, in the order in which it went.
    public var cuts: [String]

    public init(hours: Double, jobs: Int, timedRunSeconds: Double) {
      self.hours = hours
      self.jobs = jobs
      self.timedRunSeconds = timedRunSeconds
      runs = 0
      estimatedHours = 0
      cuts = []
    }
  }

  public func cell(_ name: String) -> Cell? { cells.first { $0.name == name } }
  public func regime(_ name: String) -> Regime? { regimes.first { $0.name == name } }
}
