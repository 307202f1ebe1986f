/// Leaves out groups whose answers all have the same value: they have no advantage and would only thin out the mean
/// (Klear-Reasoner, section 5.2.5; DAPO's dynamic sampling without refill, arXiv 2503.14476).
public struct GroupFilter: Sendable, Hashable {
  public enum Metric: String, Sendable, Hashable {
    case none
    /// The reward: partial credit keeps a group.
    case score
    /// Fully correct or not: the released script's rule, which drops groups that have partial credit only.
    case accuracy
    /// The reward, but the group stays where it is and its tokens count in no average: the unfiltered batch over the
    /// filtered denominator.
    case scoreMask
  }

  /// What becomes of groups of one answer, which no comparison can judge, whatever the metric.
  public enum Singletons: String, Sendable, Hashable {
    case drop, keep
  }

  public var metric: Metric
  public var singletons: Singletons

  public init(metric: Metric, singletons: Singletons = .drop) {
    self.metric = metric
    self.singletons = singletons
  }

  public func select(_ rows: RolloutRows) -> Selection {
    var selection = Selection(groups: 0)
    for group in rows.rowsByGroup {
      selection.groups += 1
      let isSame =
        metric == .accuracy
        ? group.allSatisfy { rows.isCorrect[$0] == rows.isCorrect[group[0]] }
        : group.allSatisfy { rows.rewards[$0] == rows.rewards[group[0]] }
      if isSame, group.count > 1 { selection.zeroAdvantageGroups += 1 }
      let isMasked = metric == .scoreMask && isSame && group.count > 1
      if isMasked { selection.maskedRows += group }
      let keeps = group.count == 1 ? singletons == .keep : metric == .none || isMasked || !isSame
      if keeps {
        selection.keptGroups += 1
        selection.rows += group
      }
    }
    selection.rows.sort()
    return selection
  }
}
