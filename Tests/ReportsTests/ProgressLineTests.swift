import Testing

@testable import Reports

@Suite struct ProgressLineTests {
  private static let line = ProgressLine(done: 412, total: 1_000, accepted: 250, elapsedSeconds: 8)

  @Test(arguments: [
    (line, "412/1,000  41.2 %  51.5/s  12.0 s left  accepted 60.7 %"),
    (ProgressLine(done: 0, total: 10, elapsedSeconds: 0), "0/10  0.0 %"),
    (ProgressLine(done: 5, elapsedSeconds: 10), "5 judged  30.0/min  accepted 0.0 %"),
    (ProgressLine(done: 10, total: 10, accepted: 10, elapsedSeconds: 5), "10/10  100.0 %  2.0/s  accepted 100.0 %"),
    (
      ProgressLine(done: 1, total: 3, faults: 1, elapsedSeconds: 100),
      "1/3  33.3 %  1 fault  0.6/min  3 min 20 s left  accepted 0.0 %"
    ),
    (
      ProgressLine(done: 600, total: 1_000, resumed: 500, accepted: 300, elapsedSeconds: 10),
      "600/1,000  60.0 %  10.0/s  40.0 s left  accepted 50.0 %"
    ),
    (ProgressLine(done: 0, total: 0, elapsedSeconds: 1), "0/0"),
    (ProgressLine(done: 3, total: 2, accepted: 9, elapsedSeconds: .nan), "3/2  100.0 %  accepted 100.0 %"),
    (
      ProgressLine(done: .max, total: .max, resumed: .min, elapsedSeconds: 1e-300),
      "9,223,372,036,854,775,807/9,223,372,036,854,775,807  100.0 %  accepted 0.0 %"
    ),
  ])
  func parts(_ line: ProgressLine, _ text: String) {
    #expect(line.terminal(width: 200) == "\r\(text)\u{1B}[K")
  }

  @Test func plainLinesHoldNoControlCharacters() {
    #expect(Self.line.plain == "progress: 412/1,000, 41.2 %, 51.5/s, 12.0 s left, accepted 60.7 %, after 8.00 s\n")
  }

  @Test(arguments: -1...80)
  func theLineNeverFillsTheTerminal(_ width: Int) {
    let text = Self.line.terminal(width: width)
    #expect(text.hasPrefix("\r"))
    #expect(text.hasSuffix("\u{1B}[K"))
    #expect(text.count - "\r\u{1B}[K".count <= max(0, width - 1))
  }

  @Test func whatIsNotKnownIsNotSaid() {
    #expect(ProgressLine(done: 5, elapsedSeconds: 1).remainingSeconds == nil)
    #expect(ProgressLine(done: 0, total: 5, elapsedSeconds: 1).remainingSeconds == nil)
    #expect(ProgressLine(done: 5, total: 10, resumed: 5, elapsedSeconds: 1).rate == nil)
    #expect(ProgressLine(done: 10, total: 10, elapsedSeconds: 0).remainingSeconds == 0)
  }

  /// Plays a run of 1,000 submissions, one every `period` seconds, and gives the times at which lines are printed.
  private func times(_ mode: ProgressSchedule.Mode, total: Int, period: Double) -> [Double] {
    var schedule = ProgressSchedule(mode: mode)
    var times: [Double] = []
    for done in 0...(total + 5) {
      let line = ProgressLine(done: min(done, total), total: total, elapsedSeconds: Double(done) * period)
      guard schedule.isDue(line) else { continue }
      schedule.printed(line)
      times.append(line.elapsedSeconds)
    }
    return times
  }

  @Test func aTerminalGetsFiveLinesASecondAndTheLastOnce() {
    let times = times(.terminal, total: 64, period: 0.0625)
    #expect(times == [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.25, 3.5, 3.75, 4])
  }

  @Test func aLogGetsALineEveryTenSecondsThenEveryMinute() {
    let times = times(.plain, total: 800, period: 1)
    #expect(Array(times.prefix(3)) == [10, 20, 30])
    #expect(times.filter { $0 > 590 } == [650, 710, 770, 800])
  }

  @Test func aShortRunLogsItsEndOnly() { #expect(times(.plain, total: 9, period: 1) == [9]) }

  @Test func aLogRepeatsNothing() {
    var schedule = ProgressSchedule(mode: .plain)
    schedule.printed(ProgressLine(done: 5, total: 9, elapsedSeconds: 10))
    #expect(!schedule.isDue(ProgressLine(done: 5, total: 9, elapsedSeconds: 60)))
    #expect(schedule.isDue(ProgressLine(done: 6, total: 9, elapsedSeconds: 60)))
  }
}
