import Sandbox

/// What a judge tells of a submission while it judges it.
public enum JudgingEvents {
  /// Called when a run of it was set aside, so that others may begin: once for each run. For
  /// ``JudgeOptions/setsAsideAfter``.
  @TaskLocal public static var onSetAside: (@Sendable () -> Void)?
}

extension CodeJudge {
  /// A run that gives its slot to another once it has taken more CPU time than most programs need.
  func givingWay(_ specification: RunSpecification) -> RunSpecification {
    guard let after = options.setsAsideAfter, let lease = SlotLease.current else { return specification }
    var specification = specification
    let bytes = specification.limits.memoryBytes
    let event = JudgingEvents.onSetAside
    specification.setAside = RunSpecification.SettingAside(after: after) {
      lease.setAside(bytes: bytes) { event?() }
    }
    return specification
  }
}
