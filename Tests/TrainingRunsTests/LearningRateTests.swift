import Foundation
import Testing

@testable import TrainingRuns

@Suite struct LearningRateTests {
  struct Golden: Decodable {
    var name: String
    var warmup: Int
    var total: Int?
    var min_lr_ratio: Double?
    var base_lr: Double
    var steps: Int
    var lr: [Double]

    var schedule: LearningRateSchedule {
      LearningRateSchedule(
        shape: name.hasPrefix("constant") ? .constant : name.contains("linear") ? .linear : .cosine, peak: base_lr,
        minimum: base_lr * (min_lr_ratio ?? 0), warmupSteps: warmup, totalSteps: total ?? steps)
    }
  }

  @Test func otherImplementationsGiveTheSame() throws {
    let schedules = try JSONDecoder().decode([Golden].self, from: TestData.read("schedules.json"))
    #expect(schedules.count == 10)
    for golden in schedules {
      for (step, expected) in golden.lr.enumerated() {
        let rate = golden.schedule.rate(at: step)
        let message: Comment = "\(golden.name), warm-up \(golden.warmup), step \(step): \(rate), not \(expected)"
        if golden.name == "constant_warmup", golden.warmup == 0, step == 0 {
          // The authors divide by max(1, warm-up), so that a run without one wastes its first update.
          #expect(expected == 0 && rate == 1, message)
        } else if let total = golden.total, step > total {
          // Their cosine rises again past its end.
          #expect(expected > rate && rate == golden.schedule.minimum, message)
        } else {
          #expect(abs(rate - expected) < 1e-15, message)
        }
      }
    }
  }

  @Test func theWarmUpRisesFromZeroAlsoWithAFloor() {
    let schedule = LearningRateSchedule(shape: .cosine, peak: 1, minimum: 0.5, warmupSteps: 4, totalSteps: 10)
    #expect((0...4).map(schedule.rate) == [0, 0.25, 0.5, 0.75, 1])
    #expect(schedule.rate(at: 10) == 0.5)
    #expect(schedule.rate(at: .max) == 0.5)
    #expect(schedule.rate(at: -1) == 0)
  }

  @Test(arguments: LearningRateSchedule.Shape.allCases)
  func aWarmUpLongerThanTheRunIsNoDivisionByZero(_ shape: LearningRateSchedule.Shape) {
    let schedule = LearningRateSchedule(shape: shape, peak: 2, warmupSteps: 8, totalSteps: 8)
    #expect(schedule.rate(at: 8) == 2)
    #expect(schedule.rate(at: 7) == 1.75)
    let none = LearningRateSchedule(shape: shape, peak: 2, warmupSteps: 0, totalSteps: 0)
    #expect(none.rate(at: 0) == 2)
  }
}
