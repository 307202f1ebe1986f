import Rewards
import Sandbox
import Synchronization

/// Where the time of one test goes, step by step, from the judge's asking to its verdict.
struct StageSplit {
  /// The steps in their order, each with its mean in seconds.
  private(set) var stages: [(name: String, seconds: Double)]

  /// - Parameters:
  ///   - walls: seconds that judging each test took.
  ///   - moments: of the one run of each.
  init(walls: [Double], moments: [RunMoments]) {
    let steps: [(String, (RunMoments) -> Duration)] = [
      ("ask the launcher", { $0.received - $0.requested }),
      ("cgroups, namespaces", { $0.cloned - $0.received }),
      ("root, work directory", { $0.furnished - $0.cloned }),
      ("fork", { $0.forked - $0.furnished }),
      ("join the run", { $0.joined - $0.forked }),
      ("rights, filter", { $0.confined - $0.joined }),
      ("program", { $0.ended - $0.confined }),
      ("kill, count", { $0.cleared - $0.ended }),
      ("report", { $0.delivered - $0.cleared }),
    ]
    // The middle half by time: what a disturbed run took longer says nothing of its steps.
    let tests = zip(walls, moments).sorted { $0.0 < $1.0 }
    let middle = tests[(tests.count / 4)..<max(tests.count / 4 + 1, tests.count * 3 / 4)]
    func mean(_ seconds: ((wall: Double, moments: RunMoments)) -> Double) -> Double {
      middle.reduce(0) { $0 + seconds($1) } / Double(middle.count)
    }
    stages = steps.map { name, step in (name, mean { step($0.moments).inSeconds }) }
    stages.append(("load, compare", mean { $0.wall - ($0.moments.delivered - $0.moments.requested).inSeconds }))
  }

  /// One bar a step, the longest as wide as there is room.
  func chart(title: String) -> String {
    let longest = stages.map(\.seconds).max() ?? 0
    let total = stages.reduce(0) { $0 + $1.seconds }
    var lines = ["\(title): \(BenchTable.number(total * 1000)) ms"]
    for (name, seconds) in stages {
      let width = longest > 0 ? Int((seconds / longest * 40).rounded()) : 0
      let padded = name + String(repeating: " ", count: max(1, 22 - name.count))
      lines.append("  \(padded)\(String(repeating: "█", count: max(0, width))) \(BenchTable.number(seconds * 1000))")
    }
    return lines.joined(separator: "\n")
  }
}

/// Hands runs on and keeps the moments of each.
final class RecordingRunner: Runner {
  private let runner: any Runner
  private let kept = Mutex<[RunMoments]>([])

  init(_ runner: any Runner) { self.runner = runner }

  func run(_ specification: RunSpecification) async throws(SandboxFault) -> RunReport {
    let report = try await runner.run(specification)
    kept.withLock { $0.append(report.moments) }
    return report
  }

  func startInterpreter(_ specification: RunSpecification) throws(SandboxFault) -> WarmInterpreter {
    try runner.startInterpreter(specification)
  }

  /// Those of the runs since the last call.
  func take() -> [RunMoments] {
    kept.withLock { moments in
      defer { moments = [] }
      return moments
    }
  }
}
