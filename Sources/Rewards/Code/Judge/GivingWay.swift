import Sandbox

/// What a judge tells of a submission while it judges it.
///
/// A class, since Swift 6.3's optimiser does not compile task-local values of function type rightly.
public final class JudgingEvents: Sendable {
  @TaskLocal static var current: JudgingEvents?

  let onSetAside: @Sendable () -> Void

  /// - Parameter onSetAside: called when a run was set aside, so that others may begin: once for each run. For
  ///   ``JudgeOptions/setsAsideAfter``.
  public init(onSetAside: @escaping @Sendable () -> Void) { self.onSetAside = onSetAside }

  /// Hears of what is judged in `work`.
  public func hearing<Value: Sendable>(_ work: () async -> Value) async -> Value {
    await JudgingEvents.$current.withValue(self) { await work() }
  }
}

extension CodeJudge {
  /// A run that gives its slot to another once it has taken more CPU time than most programs need.
  func givingWay(_ specification: RunSpecification) -> RunSpecification {
    guard let after = options.setsAsideAfter, let lease = SlotLease.current else { return specification }
    var specification = specification
    let bytes = specification.limits.memoryBytes
    let events = JudgingEvents.current
    specification.setAside = RunSpecification.SettingAside(after: after) {
      lease.setAside(bytes: bytes) { events?.onSetAside() }
    }
    return specification
  }
}
