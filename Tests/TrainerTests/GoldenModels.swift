import Foundation
import ModelFiles

@testable import Trainer

/// The tiny checkpoints of testdata/models with the numbers that another implementation computed for them.
struct GoldenModels: Decodable {
  struct Sequence: Decodable {
    let logits: [[Double]]
    let nll: [Double]
    let entropy: [Double]
  }

  struct Run: Decodable {
    let lr: Double
    let weight_decay: Double
    let max_grad_norm: Double?
    let loss_before_each_step: [Double]
    let loss_after_3_steps: Double
    let grad_norms: [Double]
    let param_norm_after: [String: Double]
  }

  struct Llama3Rope: Decodable {
    struct Scaling: Decodable {
      let factor: Double
      let low_freq_factor: Double
      let high_freq_factor: Double
      let original_max_position_embeddings: Int
    }
    let rope_scaling: Scaling
    let inv_freq: [Double]
    let logits: [[[Double]]]
  }

  struct Greedy: Decodable {
    let prompt: [Int32]
    let tokens: [Int32]
  }

  struct Model: Decodable {
    let seqs: [Sequence]
    let sft_loss: Double
    let grad_norm_global: Double
    let grad_norm: [String: Double]
    let grad_sum: [String: Double]
    let grad_q_proj_0: [[Double]]
    let grad_embed_row_sums: [Double]
    let adamw: [Run]
    let llama3_rope: Llama3Rope?
    let greedy: [Greedy]
  }

  struct Packed: Decodable { let loss_mask_on_targets: [Int] }

  let sequences: [[Int32]]
  let packed: Packed
  let models: [String: Model]

  static let names = ["llama_tied", "llama_untied", "qwen2", "qwen3"]
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../testdata/models").standardized
  static let all = Result {
    try JSONDecoder().decode(Self.self, from: Data(contentsOf: folder.appendingPathComponent("golden.json")))
  }

  /// The token after each, −1 behind a sequence's last.
  var targets: [Int32] { sequences.flatMap { Array($0.dropFirst()) + [-1] } }

  /// Those that the loss counts.
  var lossTargets: [Int32] { zip(targets, packed.loss_mask_on_targets).map { $1 == 1 ? $0 : -1 } }
}

/// The checkpoint of that name.
func load<S: Scalar>(_ name: String) throws -> DecoderModel<S> {
  try DecoderModel(ModelSource.open(GoldenModels.folder.appendingPathComponent(name).path))
}

/// The mean negative log-likelihood of the targets, and its gradient.
struct MeanLoss<S: Scalar> {
  let targets: [Int32]
  var count: Int { targets.count { $0 >= 0 } }

  func value(_ statistics: TokenStatistics<S>) -> Double {
    -statistics.logProbabilities.reduce(0) { $0 + Double($1) } / Double(count)
  }

  var derivatives: TokenGradients<S> { TokenGradients(byLogProbability: targets.map { _ in -1 / S(count) }) }
}

/// Numbers from a seed, the same everywhere.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension Matrix where Element: Scalar {
  /// Of numbers between −1 and 1.
  static func random(rows: Int, columns: Int, _ generator: inout SeededGenerator) -> Matrix {
    let matrix = Matrix(rows: rows, columns: columns)
    for index in matrix.elements.indices {
      matrix.elements[index] = Element(Double.random(in: -1...1, using: &generator))
    }
    return matrix
  }

  var values: [Double] { (0..<rows).flatMap { row in (0..<columns).map { Double(self[row, $0]) } } }
}

extension DecoderModel {
  /// With weights between −`size` and `size`, norms about 1.
  static func random(_ shape: DecoderShape, seed: UInt64, size: Double = 0.3) -> DecoderModel {
    let model = DecoderModel(shape)
    var generator = SeededGenerator(seed: seed)
    for parameter in model.layout.parameters {
      model.weights.withElements(of: parameter) { elements in
        let isNorm = parameter.name.contains("norm")
        for index in elements.indices {
          elements[index] = S((isNorm ? 1 : 0) + Double.random(in: -size...size, using: &generator))
        }
      }
    }
    return model
  }
}

/// The largest difference of two lists of equal length; infinite if they are not.
func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
}

/// ‖a − b‖ / ‖b‖
func relativeDistance(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  let norm = b.reduce(0) { $0 + $1 * $1 }
  return (zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / max(norm, 1e-300)).squareRoot()
}
