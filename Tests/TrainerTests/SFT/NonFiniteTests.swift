import Foundation
import Testing

@testable import Trainer
@testable import TrainingRuns

/// NaN and infinities never get into weights, moments or checkpoints: a step that meets one is left out and counted, and
/// too many in a row end the run with words about where they were.
@Suite struct NonFiniteTests {
  static let values: [Float] = [.nan, .infinity, -.infinity, .signalingNaN]

  struct Fault: CustomTestStringConvertible {
    var name: String
    /// Plants it before the run.
    var plant: @Sendable (SFTRun) throws -> Void
    var place: String
    var testDescription: String { name }
  }

  static let faults: [Fault] =
    values.flatMap { value in
      [
        Fault(
          name: "\(value) in a weight",
          plant: { try $0.stepper.model.weights.put(value, into: "model.layers.1.mlp.up_proj.weight", at: 5) },
          place: "the weights of model.layers.1.mlp.up_proj.weight"),
        Fault(
          name: "\(value) in the embedding of every token",
          plant: { run in
            for token in 0..<290 {
              try run.stepper.model.weights.put(value, into: "model.embed_tokens.weight", at: 16 * token + 2)
            }
          }, place: "the weights of model.embed_tokens.weight"),
        Fault(
          name: "\(value) in a gradient",
          plant: { run in
            run.stepper.onGradients = { try? $0.put(value, into: "model.layers.0.self_attn.k_proj.weight", at: 7) }
          }, place: "the gradient of model.layers.0.self_attn.k_proj.weight"),
        Fault(
          name: "\(value) in the last gradient",
          plant: { run in
            run.stepper.onGradients = { $0.all.elements[$0.all.elements.count - 1] = value }
          }, place: "the gradient of model.norm.weight"),
      ]
    } + [
      Fault(
        name: "weights so large that a layer's result is not finite",
        plant: { run in
          for place in 0..<24 {
            try run.stepper.model.weights.put(3e38, into: "model.layers.0.mlp.down_proj.weight", at: place)
            try run.stepper.model.weights.put(
              3e38, into: "model.layers.0.mlp.up_proj.weight", at: 16 * place)
          }
        }, place: "the result of layer 0"),
      Fault(
        name: "a norm so large that the logits are not finite",
        plant: { run in
          for place in 0..<16 { try run.stepper.model.weights.put(3e38, into: "model.norm.weight", at: place) }
        },
        place: "the logits"),
    ]

  @Test(arguments: faults) func theRunStopsAndSaysWhere(_ fault: Fault) throws {
    let small = try SmallRun()
    let run = try small.start()
    try fault.plant(run)
    let before = run.stepper.bits
    let error = thrown { _ = try run.run() }
    #expect(
      error as? TrainingError == .notFinite(step: 3, inARow: 3, place: fault.place, lastGood: nil))
    #expect(run.stepper.bits == before, "weights and moments are as they were")
    #expect(run.stepper.optimiser.updates == 0)
    #expect(small.checkpoints == [])
    let metrics = try small.metrics()
    #expect(metrics.map(\.skipped) == [1, 2, 3])
    let text = String(decoding: small.scratch.bytes("run/metrics.jsonl") ?? Data(), as: UTF8.self).lowercased()
    #expect(!text.contains("nan") && !text.contains("inf"))
  }

  /// Without a limit on the norm a square would be endless, and stay in the moments until the next save refuses them.
  @Test func gradientsTooLargeForTheirSquare() throws {
    let small = try SmallRun()
    let run = try small.start(["optimizer.max_grad_norm=null"])
    run.stepper.onGradients = {
      for place in 0..<8 { try? $0.put(1e20, into: "model.layers.1.self_attn.q_proj.weight", at: place) }
    }
    let before = run.stepper.bits
    let error = thrown { _ = try run.run() }
    let place = "the square of the gradient of model.layers.1.self_attn.q_proj.weight"
    #expect(error as? TrainingError == .notFinite(step: 3, inARow: 3, place: place, lastGood: nil))
    #expect(run.stepper.bits == before)
    let metrics = try small.metrics()
    #expect(metrics.map(\.skipped) == [1, 2, 3])
    #expect(metrics.allSatisfy { $0.gradientNorm?.isFinite == true })
  }

  @Test func aFewSkippedStepsAreCountedAndGoneOver() throws {
    let small = try SmallRun()
    let run = try small.start()
    var bits: [[Data]] = []
    run.stepper.onGradients = { [unowned run] gradients in
      if [2, 3, 5].contains(run.completedSteps + 1) { gradients.all.elements[3] = .infinity }
    }
    run.onStep = { [unowned run] _ in bits.append(run.stepper.bits) }
    #expect(try run.run() == .finished)
    let metrics = try small.metrics()
    #expect(metrics.prefix(6).map(\.skipped) == [0, 1, 2, 2, 3, 3])
    #expect(metrics.prefix(6).map { $0.gradientNorm == nil } == [false, true, true, false, true, false])
    #expect(bits[1] == bits[0] && bits[2] == bits[0] && bits[4] == bits[3])
    #expect(bits[3] != bits[2] && bits[5] != bits[4])
    #expect(run.stepper.optimiser.updates == run.totalSteps - 3)
  }

  @Test(arguments: [0, 1, 2]) func soManyInARow(most: Int) throws {
    let small = try SmallRun()
    let run = try small.start(["sft.max_skipped_steps=\(most)"])
    run.stepper.onGradients = { $0.all.elements[0] = .nan }
    let error = thrown { _ = try run.run() } as? TrainingError
    let steps = max(1, most)
    #expect(
      error
        == .notFinite(
          step: steps, inARow: steps, place: "the gradient of model.embed_tokens.weight", lastGood: nil))
  }

  struct Damage: CustomTestStringConvertible {
    var name: String
    var plant: @Sendable (SFTRun) throws -> Void
    var place: String
    var testDescription: String { name }
  }

  static let damages = [
    Damage(
      name: "in the weights", plant: { try $0.stepper.model.weights.put(.nan, into: "model.norm.weight") },
      place: "the weights of model.norm.weight"),
    Damage(
      name: "in the first moments", plant: { $0.stepper.optimiser.firstMoments.elements[0] = .infinity },
      place: "the optimiser's moments of model.embed_tokens.weight"),
    Damage(
      name: "in the second moments",
      plant: { run in
        let moments = run.stepper.optimiser.secondMoments.elements
        moments[moments.count - 1] = .nan
      }, place: "the optimiser's moments of model.norm.weight"),
  ]

  /// Whatever got into them, and however: behind the step that is about to be saved.
  @Test(arguments: damages) func aBrokenModelIsNeverSaved(_ damage: Damage) throws {
    let small = try SmallRun()
    let run = try small.start()
    run.onStep = { [unowned run] row in if row.step == 6 { try? damage.plant(run) } }
    let good = small.scratch.file("run/checkpoints/step-000003")
    let error = thrown { _ = try run.run() }
    #expect(error as? TrainingError == .notFinite(step: 6, inARow: 0, place: damage.place, lastGood: good))
    #expect(
      "\(try #require(error))"
        == "stopped at step 6: numbers were not finite, first in \(damage.place). Lower optimizer.lr or look at the data; "
        + "the last good checkpoint is \(good)")
    #expect(small.checkpoints == ["latest", "step-000003"])
    let second = try small.start(resuming: true)
    #expect(second.completedSteps == 3)
    #expect(try second.run() == .finished, "the last good checkpoint is good")
  }

  @Test func aRateThatIsFarTooHighEndsTheRun() throws {
    let small = try SmallRun()
    let run = try small.start(["optimizer.lr=1e30", "optimizer.warmup_steps=0", "save_every=1"])
    let error = thrown { _ = try run.run() }
    guard case .notFinite? = error as? TrainingError else {
      Issue.record("another error: \(String(describing: error))")
      return
    }
    #expect("\(try #require(error))".contains("Lower optimizer.lr or look at the data"))
    for name in small.checkpoints where name != "latest" {
      let folder = small.scratch.file("run/checkpoints/\(name)")
      let resumed = try SmallRunWeights(folder)
      #expect(resumed.areFinite, "\(name)")
    }
  }
}
