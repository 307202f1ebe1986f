import Testing

@testable import TrainingRuns

@Suite struct MetricsTests {
  static func row(_ step: Int) -> StepMetrics {
    var row = StepMetrics(step: step, phase: .sft)
    row.loss = 1 / Double(step)
    row.learningRate = 3e-4
    row.tokens = 2_048
    row.timeSeconds.train = 0.25
    return row
  }

  /// Every key, in the order of the contract.
  static let full = """
    {"step":12,"phase":"rl","loss":0.1,"eval_loss":null,"reward_mean":0.5,"reward_std":0.25,"pass_rate":0.375,\
    "entropy":1.5,"kl_old":1e-05,"kl_ref":null,"clip_frac":{"pos_high":0.01,"pos_low":0.0,"neg_high":null,\
    "neg_low":0.02},"clip_grad_share":null,"grad_norm":0.3333333333333333,"lr":1e-06,"response_length":{"mean":100.5,\
    "max":256,"truncated":0.125},"groups":{"total":16,"zero_advantage":4,"kept":12},"method":null,"faults":0,"skipped":1,\
    "logprob_mismatch":5e-324,"tokens":123456,"tokens_per_s":{"rollout":120.25,"score":null,"train":3000.0},\
    "time_s":{"rollout":1.0,"reward":2.0,"score":0.5,"train":4.0,"other":0.125},"peak_rss_bytes":1073741824}
    """

  @Test func aRowReadsToItself() throws {
    let row = try StepMetrics(json: Array(Self.full.utf8), file: "metrics.jsonl", line: 1)
    #expect(row.json == Self.full)
    #expect(row.clipFraction.negativeLow == 0.02)
    #expect(row.responseLength.maximum == 256)
    #expect(row.timeSeconds.total == 7.625)
  }

  @Test func whatIsNotFiniteBecomesNull() throws {
    var row = StepMetrics(step: 1, phase: .sft)
    row.loss = .nan
    row.gradientNorm = .infinity
    row.clipFraction.positiveLow = -.infinity
    #expect(row.json.contains("\"loss\":null"))
    #expect(row.json.contains("\"grad_norm\":null"))
    #expect(row.json.contains("\"clip_frac\":null"))
    #expect(row.scalars.isEmpty)
    #expect(try StepMetrics(json: Array(row.json.utf8), file: "m", line: 1) == StepMetrics(step: 1, phase: .sft))
  }

  @Test(arguments: [0.1, 1e-300, 123_456_789.123, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1 / 3])
  func numbersReadToTheSame(_ value: Double) throws {
    var row = StepMetrics(step: 1, phase: .rl)
    row.loss = value
    let read = try StepMetrics(json: Array(row.json.utf8), file: "m", line: 1)
    #expect(read.loss?.bitPattern == value.bitPattern)
  }

  @Test func tagsNameKeys() {
    var row = Self.row(4)
    row.clipFraction.positiveHigh = 0.5
    #expect(
      row.scalars.map(\.tag) == ["loss", "clip_frac/pos_high", "lr", "tokens", "time_s/train"])
  }

  // MARK: The file

  private func damaged(_ text: String) throws -> RunFileError? {
    let folder = try TemporaryFolder()
    let path = try folder.write("metrics.jsonl", text)
    return failure(RunFileError.self) { try MetricsLog.read(path) }
  }

  @Test func rowsAreAppendedAndReadBack() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/metrics.jsonl"
    let log = try MetricsLog(creating: path)
    let rows = (1...5).map(Self.row)
    for row in rows { try log.append(row) }
    try log.synchronize()
    #expect(try MetricsLog.read(path) == rows)
  }

  @Test func anotherRunsFileIsNotTouched() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("metrics.jsonl", "x\n")
    let error = failure(RunFileError.self) { try MetricsLog(creating: path) }
    #expect(error?.message == "there is a run here already: go on with --resume, or choose another output_dir")
    #expect(try folder.text("metrics.jsonl") == "x\n")
    #expect(
      failure(RunFileError.self) { try MetricsLog(creating: "\(folder.path)/no/metrics.jsonl") }?.code == .unwritable)
  }

  static let damages: [(String, Int, String?)] = [
    ("{\"step\":1,\"phase\":\"sft\"}\n{\"step\":2\n", 2, nil),
    ("{\"step\":1,\"phase\":\"sft\"}\n\n", 2, nil),
    ("[]\n", 1, nil),
    ("{\"phase\":\"sft\"}\n", 1, "step"),
    ("{\"step\":1.5,\"phase\":\"sft\"}\n", 1, "step"),
    ("{\"step\":1,\"phase\":\"dpo\"}\n", 1, "phase"),
    ("{\"step\":1,\"phase\":\"sft\",\"loss\":\"low\"}\n", 1, "loss"),
    ("{\"step\":1,\"phase\":\"sft\",\"loss\":1e999}\n", 1, "loss"),
    ("{\"step\":1,\"phase\":\"sft\",\"time_s\":{\"train\":[]}}\n", 1, "time_s.train"),
  ]

  @Test(arguments: damages)
  func aDamagedLineIsNamed(_ text: String, _ line: Int, _ field: String?) throws {
    let error = try damaged(text)
    #expect(error?.line == line)
    #expect(error?.field == field)
  }

  @Test func aTornLastLineIsLeftOut() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("metrics.jsonl", Self.row(1).json + "\n" + Self.row(2).json)
    #expect(try MetricsLog.read(path) == [Self.row(1)])
  }

  /// What stands in the file, the checkpoint's step, the steps that stay.
  static let cuts: [(String, Int, [Int])] = [
    ("", 0, []),
    ("", 9, []),
    (lines(1...5), 3, [1, 2, 3]),
    (lines(1...5), 0, []),
    (lines(1...5), 9, [1, 2, 3, 4, 5]),
    (lines(1...5) + "{\"step\":6,\"ph", 5, [1, 2, 3, 4, 5]),
    (lines(1...5) + "{\"step\":6,\"ph", 9, [1, 2, 3, 4, 5]),
    (lines(1...3) + "damaged\n" + lines(4...5), 3, [1, 2, 3]),
  ]

  static func lines(_ steps: ClosedRange<Int>) -> String { steps.map { row($0).json + "\n" }.joined() }

  @Test(arguments: cuts)
  func resumingCutsTheFileBack(_ text: String, _ step: Int, _ kept: [Int]) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("metrics.jsonl", text)
    let log = try MetricsLog(resuming: path, at: step)
    #expect(try MetricsLog.read(path).map(\.step) == kept)
    try log.append(Self.row(100))
    #expect(try MetricsLog.read(path).map(\.step) == kept + [100])
  }

  @Test func damageBeforeTheCheckpointIsNotCutAway() throws {
    let folder = try TemporaryFolder()
    let text = Self.lines(1...3) + "damaged\n" + Self.lines(4...5)
    let path = try folder.write("metrics.jsonl", text)
    let error = failure(RunFileError.self) { try MetricsLog(resuming: path, at: 4) }
    #expect(error?.code == .damaged)
    #expect(error?.line == 4)
    #expect(try folder.text("metrics.jsonl") == text)
  }

  @Test func resumingWithoutAFileBeginsOne() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/metrics.jsonl"
    try MetricsLog(resuming: path, at: 3).append(Self.row(4))
    #expect(try MetricsLog.read(path) == [Self.row(4)])
  }
}
