/// The policy objective and its constants.
public struct ObjectiveSettings: Sendable, Hashable {
  public enum Name: String, Sendable, Hashable, CaseIterable {
    case gppo
    /// Clip-higher: PPO's clip with two bounds.
    case clip
    case cispo
    case gspo
    case gmpo
    case sapo
    case aspo
    case clipCov = "clip-cov"
    case klCov = "kl-cov"
    case reinforce
  }

  public var name = Name.gppo
  /// The ratio's lower bound is 1 − this.
  public var epsilonLow = 0.2
  /// The ratio's upper bound is 1 + this.
  public var epsilonHigh = 0.28
  /// GPPO's factor below the lower bound.
  public var beta1 = 1.0
  /// GPPO's factor above the upper bound.
  public var beta2 = 1.0
  /// Ratios beyond this give no gradient where the advantage is negative; `nil` for none.
  public var dualClip: Double?

  public init() {}
}

extension ObjectiveSettings: SettingsTable {
  static var settings: [Setting<ObjectiveSettings>] {
    [
      Setting("name", \.name, .choice, "The policy objective."),
      Setting("eps_low", \.epsilonLow, .number(in: 0...1), "The ratio's lower bound is 1 − this."),
      Setting("eps_high", \.epsilonHigh, .number(atLeast: 0), "The ratio's upper bound is 1 + this."),
      Setting("beta1", \.beta1, .number(atLeast: 0), "GPPO: share of the bounded gradient below the lower bound."),
      Setting("beta2", \.beta2, .number(atLeast: 0), "GPPO: share of the bounded gradient above the upper bound."),
      Setting(
        "dual_clip", optional: \.dualClip, .number(above: 1), default: "none (klear-released: 10)",
        "Ratios beyond this give no gradient where the advantage is negative."),
    ]
  }
}

/// The pull towards the reference model.
public struct KLSettings: Sendable, Hashable {
  /// The estimator.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case none, k1, k2, k3, abs
  }

  public var kind = Kind.none
  public var coefficient = 0.0

  public init() {}
}

extension KLSettings: SettingsTable {
  static var settings: [Setting<KLSettings>] {
    [
      Setting("kind", \.kind, .choice, "Estimator of the divergence from the reference model."),
      Setting("coef", \.coefficient, .number(atLeast: 0), "Its weight in the loss."),
    ]
  }

  func check(_ place: ConfigurationValue) throws {
    if kind == .none, coefficient > 0 {
      throw place.place("coef").error(
        .conflict, "\(coefficient) has no effect while kl.kind is none: choose k1, k2, k3")
    }
    if kind != .none, coefficient == 0 {
      throw place.place("kind").error(.conflict, "\(kind.rawValue) has no effect while kl.coef is 0: give a weight")
    }
  }
}
