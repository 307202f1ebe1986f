import Ledger
import Rewards
import Synchronization

/// What the page shows: the last minutes, second by second, and the latest verdicts.
final class RecentActivity: Sendable {
  struct Latest: Sendable {
    var id: String
    var milliseconds: Int64
    var submissionID: String
    var problemID: String
    var language: String?
    var verdict: Verdict
    var reward: Double?
    var seconds: Double
  }

  private struct Second {
    var number: Int64 = -1
    var verdicts = 0
    var requests = 0
  }

  private struct State {
    var seconds = [Second](repeating: Second(), count: RecentActivity.span)
    var verdicts: [Verdict: Int] = [:]
    var latest: [Latest] = []
    /// Request times, the last of them.
    var times: [Double] = []
    var nextTime = 0
  }

  static let span = 180
  private static let keptTimes = 2_048
  private static let keptVerdicts = 50

  private let state = Mutex(State())

  func add(_ result: SubmissionResult, id: String, seconds: Double) {
    let now = LedgerClock.milliseconds()
    state.withLock { state in
      RecentActivity.update(&state, now) { $0.verdicts += 1 }
      state.verdicts[result.verdict, default: 0] += 1
      state.latest.append(
        Latest(
          id: id, milliseconds: now, submissionID: result.submissionID, problemID: result.problemID,
          language: result.language, verdict: result.verdict, reward: result.reward, seconds: seconds))
      if state.latest.count > Self.keptVerdicts { state.latest.removeFirst() }
    }
  }

  func addRequest(seconds: Double) {
    let now = LedgerClock.milliseconds()
    state.withLock { state in
      RecentActivity.update(&state, now) { $0.requests += 1 }
      if state.times.count < Self.keptTimes {
        state.times.append(seconds)
      } else {
        state.times[state.nextTime] = seconds
      }
      state.nextTime = (state.nextTime + 1) % Self.keptTimes
    }
  }

  private static func update(_ state: inout State, _ milliseconds: Int64, _ change: (inout Second) -> Void) {
    let number = milliseconds / 1000
    let index = Int(number % Int64(span))
    if state.seconds[index].number != number { state.seconds[index] = Second(number: number) }
    change(&state.seconds[index])
  }

  /// The page's numbers as one JSON object, without those of the queue.
  func write(into object: inout JSONObjectText) {
    let now = LedgerClock.milliseconds() / 1000
    let (seconds, verdicts, latest, times) = state.withLock { ($0.seconds, $0.verdicts, $0.latest, $0.times) }
    func series(_ value: (Second) -> Int) -> String {
      let values = (0..<Int64(Self.span)).map { age -> Int in
        let number = now - Int64(Self.span) + 1 + age
        let second = seconds[Int(number % Int64(Self.span))]
        return second.number == number ? value(second) : 0
      }
      return "[" + values.map(String.init).joined(separator: ",") + "]"
    }
    object.add("verdicts_per_second", raw: series(\.verdicts))
    object.add("requests_per_second", raw: series(\.requests))
    var mix = JSONObjectText()
    for verdict in Verdict.allCases { mix.add(verdict.rawValue, verdicts[verdict] ?? 0) }
    object.add("verdicts", raw: mix.line)
    let sorted = times.sorted()
    var quantiles = JSONObjectText()
    for (name, share) in [("p50", 0.5), ("p90", 0.9), ("p99", 0.99)] {
      quantiles.add(name, sorted.isEmpty ? nil : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))])
    }
    object.add("request_seconds", raw: quantiles.line)
    let rows = latest.reversed().map { verdict in
      var row = JSONObjectText()
      row.add("id", verdict.id)
      row.add("time_ms", Int(verdict.milliseconds))
      row.add("submission_id", verdict.submissionID)
      row.add("problem_id", verdict.problemID)
      row.add("language", verdict.language)
      row.add("verdict", verdict.verdict.rawValue)
      row.add("reward", verdict.reward)
      row.add("cpu_s", verdict.seconds)
      return row.line
    }
    object.add("latest", raw: "[" + rows.joined(separator: ",") + "]")
  }
}
