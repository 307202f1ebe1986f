/// Leaves out rows without a verdict, before filter and advantage, and groups of which fewer than two answers are left
/// by that: a fault of ours must not move a group's mean.
public struct FaultFilter: Sendable, Hashable {
  public init() {}

  public func select(_ rows: RolloutRows) -> Selection {
    var selection = Selection(groups: 0)
    for group in rows.rowsByGroup {
      selection.groups += 1
      let judged = group.filter { !rows.isFaulty[$0] && rows.rewards[$0].isFinite }
      selection.faults += group.count - judged.count
      if judged.count == group.count || judged.count > 1 {
        selection.keptGroups += 1
        selection.rows += judged
      }
    }
    selection.rows.sort()
    return selection
  }
}
