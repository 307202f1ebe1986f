/// AdamW and the course of its learning rate.
public struct OptimizerSettings: Sendable, Hashable {
  /// The highest learning rate.
  public var learningRate = 1e-4
  public var betas = Betas(0.9, 0.95)
  public var epsilon = 1e-8
  public var weightDecay = 0.1
  /// The gradient's norm is cut to this; `nil` for no cut.
  public var maximumGradientNorm: Double? = 1
  public var schedule = LearningRateSchedule.Shape.cosine
  /// Updates until the highest rate is reached.
  public var warmupSteps = 10
  /// The rate at the end of a cosine or linear schedule.
  public var minimumLearningRate = 0.0

  public init() {}

  /// The learning rate of each step.
  /// - Parameter totalSteps: updates of the whole run.
  public func learningRateSchedule(totalSteps: Int) -> LearningRateSchedule {
    LearningRateSchedule(
      shape: schedule, peak: learningRate, minimum: minimumLearningRate, warmupSteps: warmupSteps,
      totalSteps: totalSteps)
  }
}

/// The decay of Adam's two moments.
public struct Betas: Sendable, Hashable {
  public var first: Double
  public var second: Double

  public init(_ first: Double, _ second: Double) {
    self.first = first
    self.second = second
  }
}

extension OptimizerSettings: SettingsTable {
  static var settings: [Setting<OptimizerSettings>] {
    [
      Setting("lr", \.learningRate, .number(above: 0), "The highest learning rate."),
      Setting("betas", \.betas, .betas, "Decay of Adam's first and second moment."),
      Setting("eps", \.epsilon, .number(above: 0), "Added to the root of the second moment."),
      Setting("weight_decay", \.weightDecay, .number(atLeast: 0), "Decoupled decay, of all parameters."),
      Setting(
        "max_grad_norm", optional: \.maximumGradientNorm, .number(above: 0),
        "The gradient is scaled down to this norm; `null` for no limit."),
      Setting("schedule", \.schedule, .choice, "Course of the learning rate after the warm-up."),
      Setting("warmup_steps", \.warmupSteps, .integer(atLeast: 0), "Updates over which the rate rises from 0."),
      Setting("min_lr", \.minimumLearningRate, .number(atLeast: 0), "Where a cosine or linear schedule ends."),
    ]
  }

  func check(_ place: ConfigurationValue) throws {
    guard minimumLearningRate <= learningRate else {
      throw place.place("min_lr").error(.conflict, "\(minimumLearningRate) is above optimizer.lr, \(learningRate)")
    }
  }
}

extension SettingType where Value == Betas {
  static var betas: Self {
    let number = SettingType<Double>.number(in: 0..<1)
    return SettingType(
      name: "two numbers in [0, 1)",
      decode: { value in
        guard case .list(let items) = value.content, items.count == 2 else {
          throw value.error(.wrongType, "expected two numbers, for instance [0.9, 0.95], got \(value.words)")
        }
        return Betas(try number.decode(items[0]), try number.decode(items[1]))
      }, encode: { .list([number.encode($0.first), number.encode($0.second)]) })
  }
}
