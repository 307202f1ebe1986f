import Testing

@testable import TrainingRuns

@Suite struct ProgressTests {
  private static let line = TrainingProgress(
    step: 412, totalSteps: 1_000, loss: 2.3141, learningRate: 3e-4, tokensPerSecond: 1_234.4, elapsedSeconds: 350,
    remainingSeconds: 500)

  @Test(arguments: [
    (line, "step 412/1,000  41.2 %  loss 2.314  lr 3.0e-04  1,234 tokens/s  8 min 20 s left"),
    (TrainingProgress(step: 0, totalSteps: 10, elapsedSeconds: 0), "step 0/10  0.0 %"),
    (TrainingProgress(step: 5, loss: 0.05612, elapsedSeconds: 10), "step 5  loss 0.05612"),
    (TrainingProgress(step: 5, loss: .nan, tokensPerSecond: .infinity, elapsedSeconds: 1), "step 5  loss not finite"),
    (TrainingProgress(step: 3, reward: -0.25, learningRate: 0, elapsedSeconds: 1), "step 3  reward -0.250  lr 0"),
    (
      TrainingProgress(step: 10, totalSteps: 10, tokensPerSecond: 12.3, elapsedSeconds: 5, remainingSeconds: 0),
      "step 10/10  100.0 %  12.3 tokens/s"
    ),
    (TrainingProgress(step: 12, totalSteps: 10, elapsedSeconds: 5), "step 12/10  100.0 %"),
    (TrainingProgress(step: 0, totalSteps: 0, elapsedSeconds: 5), "step 0/0"),
  ])
  func parts(_ line: TrainingProgress, _ text: String) {
    #expect(line.terminal(width: 200) == "\r\(text)\u{1B}[K")
  }

  @Test func plainLinesHoldNoControlCharacters() {
    #expect(
      Self.line.plain
        == "train: step 412/1,000, 41.2 %, loss 2.314, lr 3.0e-04, 1,234 tokens/s, 8 min 20 s left, "
        + "after 5 min 50 s\n")
  }

  @Test(arguments: -1...100)
  func theLineNeverFillsTheTerminal(_ width: Int) {
    let text = Self.line.terminal(width: width)
    #expect(text.count - "\r\u{1B}[K".count <= max(0, width - 1))
  }

  @Test(arguments: [
    (2.3141, "2.314"), (0.05612, "0.05612"), (12_345.6, "12346"), (0, "0"), (-1.5, "-1.500"), (1.234e-7, "1.2e-07"),
    (9.99999, "10.000"), (1e12, "1.0e+12"), (.infinity, "-"),
  ])
  func significantDigits(_ value: Double, _ text: String) { #expect(MetricText.significant(value, 4) == text) }

  @Test(arguments: [
    (3e-4, "3.0e-04"), (9.96e-5, "1.0e-04"), (-2.5, "-2.5e+00"), (0, "0"), (1e100, "1.0e+100"), (.nan, "-"),
  ])
  func scientific(_ value: Double, _ text: String) { #expect(MetricText.scientific(value) == text) }

  // MARK: Time left

  @Test func aSteadyRateIsFoundAtOnce() {
    var rate = StepRate(startingAt: 100, seconds: 50)
    #expect(rate.remainingSeconds(totalSteps: 200) == nil)
    for step in 101...120 { rate.record(step: step, seconds: 50 + Double(step - 100) * 2) }
    #expect(rate.remainingSeconds(totalSteps: 200).map { ($0 * 1e6).rounded() / 1e6 } == 160)
    #expect(rate.remainingSeconds(totalSteps: 120) == 0)
  }

  @Test func aNewRateIsLearnedWithinMinutes() throws {
    var rate = StepRate(seconds: 0)
    for step in 1...100 { rate.record(step: step, seconds: Double(step)) }
    for step in 101...130 { rate.record(step: step, seconds: 100 + Double(step - 100) * 10) }
    let rateNow = try #require(rate.stepsPerSecond)
    #expect(abs(rateNow - 0.1) < 0.02)
  }

  @Test func aClockThatStandsStillIsNoDivisionByZero() {
    var rate = StepRate(seconds: 5)
    rate.record(step: 1, seconds: 5)
    rate.record(step: 2, seconds: 4)
    rate.record(step: 1, seconds: 9)
    #expect(rate.remainingSeconds(totalSteps: 10) == nil)
  }

  // MARK: When lines are printed

  /// Times at which a run of so many steps of `period` seconds prints, by a clock of its own.
  private func times(_ mode: ProgressPrinter.Mode, total: Int, period: Double) -> [Double] {
    var now = 0.0
    var times: [Double] = []
    let printer = ProgressPrinter(
      mode: mode, totalSteps: total, clock: { now }, width: { 80 }, write: { _ in times.append(now) })
    for step in 1...total {
      now = Double(step) * period
      printer.report(MetricsTests.row(step))
    }
    return times
  }

  @Test func aTerminalGetsFiveLinesASecond() {
    #expect(times(.terminal, total: 16, period: 0.0625) == [0.0625, 0.3125, 0.5625, 0.8125, 1])
  }

  @Test func aLogGetsALineEveryTenSecondsThenEveryMinute() {
    let times = times(.plain, total: 800, period: 1)
    #expect(Array(times.prefix(3)) == [10, 20, 30])
    #expect(times.filter { $0 > 590 } == [650, 710, 770, 800])
  }

  @Test func nothingIsPrintedElsewhere() { #expect(times(.silent, total: 100, period: 1).isEmpty) }

  @Test func theModeFollowsTerminalAndWish() {
    #expect(ProgressPrinter.Mode.chosen(isTerminal: true, plainAskedFor: false) == .terminal)
    #expect(ProgressPrinter.Mode.chosen(isTerminal: false, plainAskedFor: false) == .silent)
    #expect(ProgressPrinter.Mode.chosen(isTerminal: true, plainAskedFor: true) == .plain)
    #expect(ProgressPrinter.Mode.chosen(isTerminal: false, plainAskedFor: true) == .plain)
  }

  @Test func theLineIsTakenOffOnce() {
    var text: [String] = []
    let printer = ProgressPrinter(
      mode: .terminal, totalSteps: 4, clock: { 0 }, width: { 80 }, write: { text.append($0) })
    printer.clear()
    printer.report(MetricsTests.row(1))
    printer.clear()
    printer.clear()
    #expect(text == ["\rstep 1/4  25.0 %  loss 1.000  lr 3.0e-04\u{1B}[K", "\r\u{1B}[K"])
  }
}
