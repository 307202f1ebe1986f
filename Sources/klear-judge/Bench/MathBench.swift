import Datasets
import Rewards

/// Math pairs on one core: ours beside Math-Verify, on the same pairs, in turns.
struct MathBench {
  private let samples: [Sample]
  private let peer: MathPeer?

  private struct Sample {
    var pair: MathPair
    /// The row as it stands in the file.
    var row: [UInt8]
  }

  static let defaultRows = 200
  private static let turns = 4
  /// Each pair of ours is timed so often, and the median taken: a comparison is shorter than what a busy machine does
  /// to a single look at the clock.
  private static let repetitions = 5
  /// Math-Verify may take up to 15 s for a row. So much of the run's time it gets for each, whichever uses it up: 200
  /// rows stay under a minute.
  private static let peerSecondsPerRow = 0.25

  /// - Parameters:
  ///   - path: pairs to use instead of the built-in ones.
  ///   - rows: how many of them at most, taken evenly over the file.
  /// - Throws: `ExitStatus.badInput` after naming what is wrong.
  init(pairs path: String?, rows: Int, peerPython: String?) throws {
    do {
      let all = try path.map(Self.read) ?? Self.builtIn()
      let count = min(rows, all.count)
      samples = (0..<count).map { all[$0 * all.count / count] }
    } catch let error as DatasetError {
      StandardError.say("\(error)")
      throw ExitStatus.badInput
    }
    peer = peerPython.map { MathPeer(python: $0) }
  }

  private static func read(_ path: String) throws -> [Sample] {
    let lines = try LineReader(path: path)
    var samples: [Sample] = []
    while let line = try lines.next() {
      let pair = try MathPairDecoder().decode(line.bytes, file: path, line: line.number)
      samples.append(Sample(pair: pair, row: line.bytes))
    }
    return samples
  }

  /// Two hundred of testdata/math, taken evenly.
  private static func builtIn() throws -> [Sample] {
    try PackageResources.math_pairs_jsonl.split(separator: 0x0A).enumerated().map { index, row in
      let row = Array(row)
      return Sample(pair: try MathPairDecoder().decode(row, file: "built-in pairs", line: index + 1), row: row)
    }
  }

  func measure(into table: inout BenchTable) async throws {
    var ours = MathFigures()
    var theirs = MathFigures()
    for turn in 0..<Self.turns {
      let share = samples.indices.filter { $0 % Self.turns == turn }.map { samples[$0] }
      guard !share.isEmpty else { continue }
      let decisions = try await peer?.decisions(
        share.map(\.row), limitSeconds: Double(share.count) * Self.peerSecondsPerRow)
      // Rows that the peer did not come to are not counted for us either.
      for (index, sample) in share.prefix(decisions?.count ?? share.count).enumerated() {
        let (seconds, correct) = Self.judge(sample.pair)
        ours.add(seconds: seconds, correct: correct, expected: sample.pair.expected)
        guard let decision = decisions?[index] else { continue }
        theirs.add(seconds: decision.seconds, correct: decision.correct, expected: sample.pair.expected)
      }
    }
    for figure in MathFigures.all where ours.count(figure) > 0 {
      table.add(
        BenchRow(
          name: "math pairs on one core, \(figure.name)", unit: figure.unit, ours: ours.value(figure),
          peer: peer == nil ? nil : theirs.value(figure), peerName: MathPeer.name,
          missing: peer == nil ? "pass --peer-python with math-verify to measure it" : nil, count: ours.count(figure)))
    }
  }

  private static func judge(_ pair: MathPair) -> (seconds: Double, correct: Bool) {
    var seconds: [Double] = []
    var correct = false
    for _ in 0..<repetitions {
      let start = ContinuousClock.now
      let judgement = pair.judgement()
      let (whole, attoseconds) = (ContinuousClock.now - start).components
      seconds.append(Double(whole) + Double(attoseconds) * 1e-18)
      correct = judgement.correct == true
    }
    return (seconds.median, correct)
  }
}

/// What a contender took and how often it was right.
struct MathFigures {
  private var seconds: [Double] = []
  private var labelled = 0
  private var falseEqual = 0
  private var falseDifferent = 0

  enum Kind {
    case rate, mean, median, percentile99, longest, accuracy, falseEqual, falseDifferent
  }

  struct Figure {
    var kind: Kind
    var name: String
    var unit: String
  }

  static let all = [
    Figure(kind: .rate, name: "rate", unit: "pairs/s"), Figure(kind: .mean, name: "mean", unit: "µs"),
    Figure(kind: .median, name: "median", unit: "µs"), Figure(kind: .percentile99, name: "99th percentile", unit: "µs"),
    Figure(kind: .longest, name: "longest", unit: "µs"), Figure(kind: .accuracy, name: "accuracy", unit: "%"),
    Figure(kind: .falseEqual, name: "false equal", unit: "pairs"),
    Figure(kind: .falseDifferent, name: "false different", unit: "pairs"),
  ]

  mutating func add(seconds: Double, correct: Bool, expected: Bool?) {
    self.seconds.append(seconds)
    guard let expected else { return }
    labelled += 1
    if correct && !expected { falseEqual += 1 }
    if !correct && expected { falseDifferent += 1 }
  }

  /// How many pairs a figure is about.
  func count(_ figure: Figure) -> Int {
    switch figure.kind {
    case .rate, .mean, .median, .percentile99, .longest: seconds.count
    case .accuracy, .falseEqual, .falseDifferent: labelled
    }
  }

  func value(_ figure: Figure) -> Double {
    guard count(figure) > 0 else { return 0 }
    let sum = seconds.reduce(0, +)
    return switch figure.kind {
    case .rate: sum > 0 ? Double(seconds.count) / sum : 0
    case .mean: sum / Double(seconds.count) * 1e6
    case .median: seconds.median * 1e6
    case .percentile99: seconds.sorted()[(seconds.count * 99 + 99) / 100 - 1] * 1e6
    case .longest: (seconds.max() ?? 0) * 1e6
    case .accuracy: Double(labelled - falseEqual - falseDifferent) / Double(labelled) * 100
    case .falseEqual: Double(falseEqual)
    case .falseDifferent: Double(falseDifferent)
    }
  }
}
