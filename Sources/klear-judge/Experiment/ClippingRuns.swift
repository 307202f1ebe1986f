import Experiments
import Foundation

/// Does the runs of a plan that are not done yet, several side by side.
struct ClippingRuns {
  let lab: ClippingLab
  let plan: ClippingPlan
  let folder: ExperimentFolder
  let shows: Bool

  /// Summary and report are written anew behind so many runs.
  private static let reportedEvery = 10

  /// - Returns: interrupted, or done; a run that the judge failed on is told and left out.
  func all() async throws -> ExitStatus {
    let schedule = RunSchedule(plan).all
    var left = schedule.filter { folder.curve($0, steps: plan.settings.steps) == nil }[...]
    let (total, start) = (left.count, ContinuousClock.now)
    StandardError.say("\(schedule.count - total) of \(schedule.count) runs are done")
    var (done, status) = (0, ExitStatus.done)
    try await withThrowingTaskGroup(of: (RunSchedule.Run, RunCurve?).self) { group in
      var running = 0
      while true {
        while running < lab.jobs, !lab.isStopping(), let next = left.popFirst() {
          guard let rate = rate(of: next) else {
            // Tuning runs are under way: what needs them waits.
            left.insert(next, at: left.startIndex)
            break
          }
          if try copy(next, rate: rate) {
            done += 1
            continue
          }
          running += 1
          group.addTask { (next, try await run(next, rate: rate)) }
        }
        guard let (run, curve) = try await group.next() else { break }
        running -= 1
        guard let curve else {
          status = lab.isStopping() ? .interrupted : .faultsRemained
          continue
        }
        try folder.write(curve, of: run)
        lab.cache.write()
        done += 1
        tell(run, curve, done: done, of: total, since: start)
        if done.isMultiple(of: Self.reportedEvery) { try folder.writeResults(plan) }
      }
    }
    if !left.isEmpty, status == .done { status = lab.isStopping() ? .interrupted : .faultsRemained }
    return status
  }

  private func run(_ run: RunSchedule.Run, rate: Double) async throws -> RunCurve? {
    guard let cell = plan.cell(run.cell) else { return nil }
    do {
      return try await lab.run(plan, cell, rate: rate, seed: run.seed)?.curve
    } catch {
      // The others go on; the next start tries it again.
      guard !(error is ExperimentError) || "\(error)".contains("step ") else { throw error }
      StandardError.say("\(run.folder): left out: \(error)")
      return nil
    }
  }

  /// - Returns: `nil` while the tuning that it follows from is not done.
  private func rate(of run: RunSchedule.Run) -> Double? {
    guard let cell = plan.cell(run.cell) else { return nil }
    guard cell.candidates != nil else { return cell.rate }
    return ClippingAnalysis(plan: plan, curves: folder.curves(plan)).rate(of: cell)
  }

  /// A run of the same settings and seed has the same bits: it is not done twice.
  private func copy(_ run: RunSchedule.Run, rate: Double) throws -> Bool {
    guard var own = plan.cell(run.cell), own.candidates != nil else { return false }
    own.rate = rate
    for other in plan.cells where other.candidates == nil && other.settingsKey == own.settingsKey {
      let twin = RunSchedule.Run(cell: other.name, seed: run.seed)
      guard other.seeds.contains(run.seed), let curve = folder.curve(twin, steps: plan.settings.steps) else { continue }
      try folder.write(curve, of: run)
      return true
    }
    return false
  }

  private func tell(
    _ run: RunSchedule.Run, _ curve: RunCurve, done: Int, of total: Int, since start: ContinuousClock.Instant
  ) {
    guard shows else { return }
    let last = curve.rows.last
    let hits = Double(last?.cacheHits ?? 0) / Double(max(1, last?.judged ?? 1))
    let seconds = Double((ContinuousClock.now - start).components.seconds)
    let left = Int(seconds / Double(done) * Double(total - done) / 60)
    let endpoint = curve.endpoint(plan.settings).map { String(format: "%.3f", $0) } ?? "-"
    StandardError.write(
      "experiment: \(done)/\(total) \(run.cell) seed \(run.seed): pass@1 \(endpoint), "
        + "\(Int(curve.seconds.rounded())) s, \(Int((hits * 100).rounded())) % of verdicts from the cache, "
        + "about \(left) min left\n")
  }
}
