public import TrainingRuns

/// A method with stages of its own, which it puts in the place of those that the keys of `rl` name, or beside them.
///
/// Each is a file of this folder; docs/methods.md has them all in one table.
public protocol Recipe {
  /// - Throws: ``RLMethodError`` for keys that do not go with it.
  static func plug(into method: inout RLMethod, _ run: RunConfiguration) throws
}

extension RLMethod {
  /// `nil` for methods that are nothing but values of the keys.
  static func recipe(_ method: RLSettings.Method) -> (any Recipe.Type)? {
    switch method {
    case .archer: Archer.self
    case .copo: COPO.self
    case .c3po: C3PO.self
    case .lppo: LPPO.self
    case .acereason: AceReason.self
    case .ulorl: UloRL.self
    case .tPPO: TPPO.self
    case .klear, .gppo, .grpo, .dapo, .drGRPO, .cispo, .gspo, .gmpo, .sapo, .ceGPPO, .clipCov, .klCov, .rloo,
      .reinforcePP, .tis, .aspo:
      nil
    }
  }
}
