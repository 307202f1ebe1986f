/// What came of the experiment so far: `summary.json`.
public struct ClippingSummary: Codable, Sendable, Hashable {
  public var experiment = "clipping"
  public var isEvidence: Bool
  public var note: String
  public var version: String
  /// All runs of the plan are done.
  public var isComplete: Bool
  public var runsPlanned: Int
  public var runsDone: Int
  /// Held-out pass@1 of the model that all runs begin with, mean over seeds.
  public var before: Double?
  public var cacheHitRate: Double?
  public var cells: [CellResult]
  public var controls: [Control]
  public var comparisons: [Answer]

  public struct CellResult: Codable, Sendable, Hashable {
    public var name: String
    public var part: String
    public var regime: String
    public var arm: String
    /// The one that was chosen, where one had to be.
    public var rate: Double?
    public var planned: Int
    public var seeds: [UInt64]
    /// By seed.
    public var endpoints: [Double]
    public var areas: [Double]
    public var endpointMean: Double?
    public var endpointDeviation: Double?
    public var areaMean: Double?
    public var areaDeviation: Double?
    /// Means over seeds: of steps 16 to 20 (of shorter runs the last five), and of the last quarter.
    public var clippedFraction: Double?
    public var entropy: Double?
    public var gradientNormMost: Double?
    public var zeroAdvantageShare: Double?
    public var secondsMean: Double?
  }

  public struct Control: Codable, Sendable, Hashable {
    public var cells: [String]
    /// Seeds that all of them have.
    public var seeds: [UInt64]
    /// `nil` without any.
    public var areEqual: Bool?
    /// The first step that differs.
    public var firstDifference: String?
  }

  /// A comparison's answer.
  public struct Answer: Codable, Sendable, Hashable {
    public var family: String
    public var cell: String
    public var baseline: String
    public var pairs: Int
    public var planned: Int
    public var endpoint: Difference?
    public var area: Difference?
    public var verdict: String
  }

  /// Cell minus baseline, paired by seed.
  public struct Difference: Codable, Sendable, Hashable {
    public var mean: Double
    /// Bootstrap over seeds, 95 %.
    public var interval: PairedBootstrap.Interval?
    /// Pairs in which the cell is above.
    public var wins: Int
    /// Exact, of all sign patterns.
    public var p: Double?
    /// By Holm, within the family.
    public var adjusted: Double?
    /// The smallest true difference that 80 of 100 such experiments would have found.
    public var detectable: Double?
  }
}
