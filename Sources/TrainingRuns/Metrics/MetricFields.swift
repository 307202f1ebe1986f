import Text

/// The keys of a row in their order, each with its property: writing, reading and event tags follow this table.
enum MetricField: Sendable {
  case number(String, any WritableKeyPath<StepMetrics, Double?> & Sendable)
  case integer(String, any WritableKeyPath<StepMetrics, Int?> & Sendable)
  /// An object, written as `null` where all in it is.
  case group(String, [MetricField])

  /// `step` and `phase` stand before these.
  static let all: [MetricField] = [
    .number("loss", \.loss),
    .number("eval_loss", \.evalLoss),
    .number("reward_mean", \.rewardMean),
    .number("reward_std", \.rewardStandardDeviation),
    .number("pass_rate", \.passRate),
    .number("entropy", \.entropy),
    .number("kl_old", \.klOld),
    .number("kl_ref", \.klReference),
    .group(
      "clip_frac",
      [
        .number("pos_high", \.clipFraction.positiveHigh), .number("pos_low", \.clipFraction.positiveLow),
        .number("neg_high", \.clipFraction.negativeHigh), .number("neg_low", \.clipFraction.negativeLow),
      ]),
    .group(
      "clip_grad_share",
      [
        .number("pos_high", \.clipGradientShare.positiveHigh), .number("pos_low", \.clipGradientShare.positiveLow),
        .number("neg_high", \.clipGradientShare.negativeHigh), .number("neg_low", \.clipGradientShare.negativeLow),
      ]),
    .number("grad_norm", \.gradientNorm),
    .number("lr", \.learningRate),
    .group(
      "response_length",
      [
        .number("mean", \.responseLength.mean), .integer("max", \.responseLength.maximum),
        .number("truncated", \.responseLength.truncated),
      ]),
    .group(
      "groups",
      [
        .integer("total", \.groups.total), .integer("zero_advantage", \.groups.zeroAdvantage),
        .integer("kept", \.groups.kept),
      ]),
    .group(
      "method",
      [
        .number("temperature", \.method.temperature), .integer("guided", \.method.guided),
        .integer("unfinished", \.method.unfinished),
      ]),
    .integer("faults", \.faults),
    .integer("skipped", \.skipped),
    .number("logprob_mismatch", \.logProbMismatch),
    .integer("tokens", \.tokens),
    .group(
      "tokens_per_s",
      [
        .number("rollout", \.tokensPerSecond.rollout), .number("score", \.tokensPerSecond.score),
        .number("train", \.tokensPerSecond.train),
      ]),
    .group(
      "time_s",
      [
        .number("rollout", \.timeSeconds.rollout), .number("reward", \.timeSeconds.reward),
        .number("score", \.timeSeconds.score), .number("train", \.timeSeconds.train),
        .number("other", \.timeSeconds.other),
      ]),
    .integer("peak_rss_bytes", \.peakResidentBytes),
  ]

  var key: String {
    switch self {
    case .number(let key, _), .integer(let key, _), .group(let key, _): key
    }
  }

  /// The value as JSON: the shortest text that reads to the same number.
  func text(_ row: StepMetrics) -> String {
    switch self {
    case .number(_, let property):
      guard let value = row[keyPath: property], value.isFinite else { return "null" }
      return value.description
    case .integer(_, let property): return row[keyPath: property].map(String.init) ?? "null"
    case .group(_, let fields):
      let texts = fields.map { $0.text(row) }
      guard texts.contains(where: { $0 != "null" }) else { return "null" }
      return "{" + zip(fields, texts).map { "\"\($0.key)\":\($1)" }.joined(separator: ",") + "}"
    }
  }

  /// The values that are there, with tags such as `clip_frac/pos_high`.
  func scalars(_ row: StepMetrics, below prefix: String = "") -> [(tag: String, value: Double)] {
    switch self {
    case .number(let key, let property):
      guard let value = row[keyPath: property], value.isFinite else { return [] }
      return [(prefix + key, value)]
    case .integer(let key, let property): return row[keyPath: property].map { [(prefix + key, Double($0))] } ?? []
    case .group(let key, let fields): return fields.flatMap { $0.scalars(row, below: prefix + key + "/") }
    }
  }

  /// Takes this field's value out of a row.
  func read(_ object: MetricObject, into row: inout StepMetrics) throws(RunFileError) {
    switch self {
    case .number(let key, let property): row[keyPath: property] = try object.number(key)
    case .integer(let key, let property): row[keyPath: property] = try object.integer(key)
    case .group(let key, let fields):
      guard let inner = try object.object(key) else { return }
      for field in fields { try field.read(inner, into: &row) }
    }
  }
}

/// A JSON object of a metrics row, with its place for errors.
struct MetricObject {
  let json: JSON
  let file: String
  let line: Int
  let path: String

  private func error(_ code: RunFileError.Code, _ key: String, _ message: String) -> RunFileError {
    RunFileError(code, file: file, line: line, field: path + key, message: message)
  }

  /// `nil` for null and for a key that is not there: rows of older versions have fewer.
  func number(_ key: String) throws(RunFileError) -> Double? {
    switch json[key] {
    case nil, .null?: return nil
    case .number(let text)?:
      guard let value = Double(text), value.isFinite else { throw error(.invalidValue, key, "\(text) is no number") }
      return value
    case let other?: throw error(.wrongType, key, "expected a number or null, got \(other.kind)")
    }
  }

  func integer(_ key: String) throws(RunFileError) -> Int? {
    switch json[key] {
    case nil, .null?: return nil
    case .number(let text)?:
      guard let value = Int(text) else { throw error(.invalidValue, key, "\(text) is not a whole number") }
      return value
    case let other?: throw error(.wrongType, key, "expected a whole number or null, got \(other.kind)")
    }
  }

  func object(_ key: String) throws(RunFileError) -> MetricObject? {
    switch json[key] {
    case nil, .null?: return nil
    case .object(let members)?:
      return MetricObject(json: .object(members), file: file, line: line, path: path + key + ".")
    case let other?: throw error(.wrongType, key, "expected an object or null, got \(other.kind)")
    }
  }
}

extension StepMetrics {
  /// The row as one line of JSON without its line end. Keys stand in a fixed order.
  public var json: String {
    let fields = MetricField.all.map { "\"\($0.key)\":\($0.text(self))" }
    return "{\"step\":\(step),\"phase\":\"\(phase.rawValue)\"," + fields.joined(separator: ",") + "}"
  }

  /// All numbers that are there, with their tags in event files.
  public var scalars: [(tag: String, value: Double)] { MetricField.all.flatMap { $0.scalars(self) } }

  /// Reads one line.
  /// - Parameters:
  ///   - bytes: the line without its end.
  ///   - file: named in errors, as is `line` (from 1).
  public init(json bytes: [UInt8], file: String, line: Int) throws(RunFileError) {
    let json: JSON
    do throws(JSON.Failure) {
      if let invalid = bytes.withUnsafeBytes({ firstInvalidUTF8($0) }) {
        throw JSON.Failure(offset: invalid, message: "not UTF-8")
      }
      json = try JSON(bytes)
    } catch {
      throw RunFileError(
        .damaged, file: file, line: line,
        message: "not a row of metrics (byte \(error.offset + 1): \(error.message)); resuming from a checkpoint before "
          + "this step cuts it away")
    }
    guard case .object = json else {
      throw RunFileError(.damaged, file: file, line: line, message: "expected an object, got \(json.kind)")
    }
    let object = MetricObject(json: json, file: file, line: line, path: "")
    guard let step = try object.integer("step") else {
      throw RunFileError(.missingField, file: file, line: line, field: "step", message: "is missing")
    }
    guard case .string(let name)? = json["phase"], let phase = Phase(rawValue: name) else {
      throw RunFileError(.invalidValue, file: file, line: line, field: "phase", message: "expected \"sft\" or \"rl\"")
    }
    self.init(step: step, phase: phase)
    for field in MetricField.all { try field.read(object, into: &self) }
  }
}
