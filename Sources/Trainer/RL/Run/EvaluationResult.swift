public import TrainingRuns

/// What an evaluation found, with the settings that it hangs on.
public struct EvaluationResult: Sendable, Hashable {
  /// The model's folder or file.
  public var model: String
  public var sampling: SamplingSettings
  public var seed: UInt64
  public var samplesPerProblem: Int
  public var problems: Int
  /// Answers that were judged.
  public var answers: Int
  /// Answers that no judge could judge; they are in none of the numbers.
  public var faults: Int
  /// By k. Problems with fewer judged answers than k are not in it.
  public var passAtK: [(k: Int, mean: PassEstimates.Mean)] {
    get { zip(ks, means).map { ($0, $1) } }
    set { (ks, means) = (newValue.map(\.k), newValue.map(\.mean)) }
  }
  private var ks: [Int] = []
  private var means: [PassEstimates.Mean] = []
  /// The mean over problems of the share of right answers.
  public var average: PassEstimates.Mean?
  /// Of the reward, likewise.
  public var reward: PassEstimates.Mean?
  /// Share of the answers that reached `sampling.max_new_tokens`.
  public var truncatedShare: Double
  /// Share of the answers that have the form asked for; `nil` where none was.
  public var wellFormedShare: Double?
  public var meanLength: Double
  /// The mean of −log π over all tokens that were drawn, at the temperature: an estimate of the model's entropy, in nats.
  public var entropy: Double

  /// One row an answer.
  init(_ records: [RolloutRecord], model: String, run: RunConfiguration, seed: UInt64, samples: Int, ks: [Int]) {
    self.model = model
    self.seed = seed
    sampling = run.sampling
    samplesPerProblem = samples
    let groups = Dictionary(grouping: records, by: \.promptIndex).sorted { $0.key < $1.key }.map(\.value)
    let judged = groups.map { $0.filter { $0.reward != nil } }.filter { !$0.isEmpty }
    problems = groups.count
    answers = judged.reduce(0) { $0 + $1.count }
    faults = records.count - answers
    average = PassEstimates.mean(judged.map { Double($0.count(where: \.isCorrect)) / Double($0.count) })
    reward = PassEstimates.mean(judged.map { $0.reduce(0) { $0 + ($1.reward ?? 0) } / Double($0.count) })
    let count = Double(max(1, records.count))
    truncatedShare = Double(records.count(where: \.isTruncated)) / count
    let formed = records.compactMap(\.isWellFormed)
    wellFormedShare = formed.isEmpty ? nil : Double(formed.count { $0 }) / Double(formed.count)
    meanLength = Double(records.reduce(0) { $0 + $1.ids.count }) / count
    let logarithms = records.flatMap(\.logProbabilities)
    entropy = -logarithms.reduce(0, +) / Double(max(1, logarithms.count))
    passAtK = ks.compactMap { k in
      let shares = judged.compactMap {
        PassEstimates.passAtK(answers: $0.count, right: $0.count(where: \.isCorrect), k: k)
      }
      return PassEstimates.mean(shares).map { (k, $0) }
    }
  }
}

extension EvaluationResult {
  /// One JSON object, on one line.
  public var json: String {
    func text(_ mean: PassEstimates.Mean?) -> String {
      mean.map { "{\"mean\":\($0.value),\"low\":\($0.low),\"high\":\($0.high)}" } ?? "null"
    }
    let pass = passAtK.map { "\"\($0.k)\":\(text($0.mean))" }.joined(separator: ",")
    let stop = sampling.stop.map(JSONText.quoted).joined(separator: ",")
    return "{\"model\":\(JSONText.quoted(model)),\"problems\":\(problems),\"samples\":\(samplesPerProblem),"
      + "\"answers\":\(answers),\"faults\":\(faults),\"pass_at_k\":{\(pass)},"
      + "\"avg_at_k\":{\"k\":\(samplesPerProblem),\"estimate\":\(text(average))},\"reward\":\(text(reward)),"
      + "\"truncated\":\(truncatedShare),\"well_formed\":\(wellFormedShare.map { "\($0)" } ?? "null"),"
      + "\"mean_length\":\(meanLength),\"entropy\":\(entropy),\"interval\":\"95 %, bootstrap over problems, \(PassEstimates.resamples) resamples\","
      + "\"settings\":{\"seed\":\(seed),\"temperature\":\(sampling.temperature),\"top_k\":\(sampling.topK),"
      + "\"top_p\":\(sampling.topP),\"min_p\":\(sampling.minP),\"max_new_tokens\":\(sampling.maximumNewTokens),"
      + "\"stop\":[\(stop)],\"deterministic\":\(sampling.deterministic)}}"
  }

  /// Some lines for people.
  public var text: String {
    func percent(_ share: Double) -> String {
      let tenths = Int((share * 1000).rounded())
      return "\(tenths / 10).\(tenths % 10) %"
    }
    func line(_ name: String, _ mean: PassEstimates.Mean) -> String {
      "\(name): \(percent(mean.value))  (95 %: \(percent(mean.low)) to \(percent(mean.high)))"
    }
    var lines = ["\(model): \(problems) problems, \(samplesPerProblem) answers each"]
    lines += passAtK.map { line("pass@\($0.k)", $0.mean) }
    if let average { lines.append(line("avg@\(samplesPerProblem)", average)) }
    lines.append(
      "truncated: \(percent(truncatedShare)) of the answers; mean length \(Int(meanLength.rounded())) tokens; entropy \((entropy * 1000).rounded() / 1000) nats a token"
    )
    if let wellFormedShare { lines.append("well formed: \(percent(wellFormedShare))") }
    if faults > 0 { lines.append("faults of the judge: \(faults), left out") }
    lines.append(
      "temperature \(sampling.temperature), top_k \(sampling.topK), top_p \(sampling.topP), min_p \(sampling.minP), "
        + "at most \(sampling.maximumNewTokens) tokens, seed \(seed)")
    return lines.joined(separator: "\n")
  }
}

/// Texts in JSON.
enum JSONText {
  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\" + String(scalar)
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
