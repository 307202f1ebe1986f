import Foundation
import ModelFiles
import Testing

@testable import Trainer

/// Logits, losses, gradients and updates of the tiny checkpoints, against those of another implementation.
@Suite struct GoldenModelTests {
  @Test(arguments: GoldenModels.names) func logitsAndLosses(name: String) throws {
    let golden = try GoldenModels.all.get()
    let expected = try #require(golden.models[name])
    let doubles = Results<Double>(try load(name), golden)
    #expect(largestDifference(doubles.logits, expected.seqs.flatMap { $0.logits.flatMap { $0 } }) < 1e-10)
    #expect(largestDifference(doubles.losses, expected.seqs.flatMap { $0.nll + [0] as [Double] }) < 1e-10)
    #expect(largestDifference(doubles.entropies, expected.seqs.flatMap(\.entropy)) < 1e-10)
    let floats = Results<Float>(try load(name), golden)
    #expect(largestDifference(floats.logits, doubles.logits) < 5e-5)
  }

  private struct Results<S: Scalar> {
    let logits: [Double]
    let losses: [Double]
    let entropies: [Double]

    init(_ model: DecoderModel<S>, _ golden: GoldenModels) {
      let pass = TrainingPass(model, capacity: 32, threads: 2)
      let batch = PackedBatch(golden.sequences)
      logits = pass.logits(batch).flatMap { $0.map(Double.init) }
      let statistics = pass.statistics(batch, targets: golden.targets)
      losses = statistics.logProbabilities.map { -Double($0) }
      entropies = statistics.entropies.map(Double.init)
    }
  }

  @Test(arguments: GoldenModels.names, [false, true]) func gradients(name: String, checkpointing: Bool) throws {
    let golden = try GoldenModels.all.get()
    let expected = try #require(golden.models[name])
    let loss = MeanLoss<Double>(targets: golden.lossTargets)
    let model: DecoderModel<Double> = try load(name)
    let gradients = ParameterBuffer<Double>(model.layout)
    let pass = TrainingPass(model, capacity: 19, threads: 2, checkpointing: checkpointing)
    let statistics = pass.accumulate(
      PackedBatch(golden.sequences), targets: loss.targets, into: gradients, derivatives: loss.derivatives)
    #expect((loss.value(statistics) - expected.sft_loss).magnitude < 1e-10)
    #expect((Kernels.norm(gradients.all, pool: pass.pool) - expected.grad_norm_global).magnitude < 1e-9)
    #expect(Set(model.layout.parameters.map(\.name)) == Set(expected.grad_norm.keys))
    for parameter in model.layout.parameters {
      let values = gradients.matrix(parameter).values
      let norm = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect((norm - (expected.grad_norm[parameter.name] ?? .nan)).magnitude < 1e-9, "norm of \(parameter.name)")
      let sum = values.reduce(0, +)
      #expect((sum - (expected.grad_sum[parameter.name] ?? .nan)).magnitude < 1e-9, "sum of \(parameter.name)")
      if parameter.name == "model.layers.0.self_attn.q_proj.weight" {
        #expect(largestDifference(values, expected.grad_q_proj_0.flatMap { $0 }) < 1e-10)
      }
      if parameter.name == "model.embed_tokens.weight" {
        let rows = (0..<parameter.rows).map { gradients.matrix(parameter).row($0).values.reduce(0, +) }
        #expect(largestDifference(rows, expected.grad_embed_row_sums) < 1e-9)
      }
    }
  }

  @Test(arguments: GoldenModels.names) func gradientsInFloat(name: String) throws {
    let golden = try GoldenModels.all.get()
    let exact: [String: [Double]] = try gradients(of: load(name) as DecoderModel<Double>, golden)
    let floats: [String: [Double]] = try gradients(of: load(name) as DecoderModel<Float>, golden)
    for (parameter, values) in exact {
      #expect(relativeDistance(floats[parameter] ?? [], values) < 1e-4, "\(parameter)")
    }
  }

  private func gradients<S>(of model: DecoderModel<S>, _ golden: GoldenModels) -> [String: [Double]] {
    let loss = MeanLoss<S>(targets: golden.lossTargets)
    let gradients = ParameterBuffer<S>(model.layout)
    let pass = TrainingPass(model, capacity: 19, threads: 1)
    _ = pass.accumulate(
      PackedBatch(golden.sequences), targets: loss.targets, into: gradients, derivatives: loss.derivatives)
    return Dictionary(uniqueKeysWithValues: model.layout.parameters.map { ($0.name, gradients.matrix($0).values) })
  }

  @Test(arguments: GoldenModels.names) func threeUpdates(name: String) throws {
    let golden = try GoldenModels.all.get()
    let expected = try #require(golden.models[name])
    let loss = MeanLoss<Double>(targets: golden.lossTargets)
    let batch = PackedBatch(golden.sequences)
    for run in expected.adamw {
      let model: DecoderModel<Double> = try load(name)
      let pass = TrainingPass(model, capacity: 19, threads: 2)
      let gradients = ParameterBuffer<Double>(model.layout)
      let settings = AdamW(weightDecay: run.weight_decay, maxGradientNorm: run.max_grad_norm)
      let optimiser = Optimiser<Double>(settings, count: model.layout.count)
      for step in 0..<3 {
        gradients.fillWithZeros(pool: pass.pool)
        let statistics = pass.accumulate(
          batch, targets: loss.targets, into: gradients, derivatives: loss.derivatives)
        #expect((loss.value(statistics) - run.loss_before_each_step[step]).magnitude < 1e-10)
        let update = optimiser.step(
          model.weights.all, gradients: gradients.all, learningRate: run.lr, pool: pass.pool)
        #expect((update.gradientNorm - run.grad_norms[step]).magnitude < 1e-9)
      }
      let last = loss.value(pass.statistics(batch, targets: loss.targets))
      #expect((last - run.loss_after_3_steps).magnitude < 1e-9)
      for parameter in model.layout.parameters {
        let norm = model.weights.matrix(parameter).values.reduce(0) { $0 + $1 * $1 }.squareRoot()
        #expect((norm - (run.param_norm_after[parameter.name] ?? .nan)).magnitude < 1e-9, "\(parameter.name)")
      }
    }
  }

  @Test(arguments: ["llama_tied", "llama_untied"]) func llama3Rope(name: String) throws {
    let golden = try GoldenModels.all.get()
    let expected = try #require(golden.models[name]?.llama3_rope)
    let plain: DecoderModel<Double> = try load(name)
    var shape = plain.shape
    shape.rotary.scaling = .llama3(
      factor: expected.rope_scaling.factor, lowFrequencyFactor: expected.rope_scaling.low_freq_factor,
      highFrequencyFactor: expected.rope_scaling.high_freq_factor,
      originalMaxPositions: expected.rope_scaling.original_max_position_embeddings)
    let frequencies: [Double] = shape.rotary.frequencies(dimension: shape.headDimension)
    #expect(largestDifference(frequencies, expected.inv_freq) < 1e-15)
    let model = DecoderModel<Double>(shape)
    model.weights.all.copy(from: plain.weights.all)
    let logits = TrainingPass(model, capacity: 32, threads: 2).logits(PackedBatch(golden.sequences))
    #expect(largestDifference(logits.flatMap { $0 }, expected.logits.flatMap { $0.flatMap { $0 } }) < 1e-10)
  }
}
