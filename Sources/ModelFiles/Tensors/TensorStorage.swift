/// How the numbers of a tensor are stored, of those that this library reads.
///
/// The raw value is the name that safetensors and GGUF use. Block formats are those of ggml (`ggml-common.h`); the
/// layout of each is beside its decoder.
public enum TensorStorage: String, CaseIterable, Hashable, Sendable {
  case float64 = "F64"
  case float32 = "F32"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case q4_0 = "Q4_0"
  case q4_1 = "Q4_1"
  case q5_0 = "Q5_0"
  case q5_1 = "Q5_1"
  case q8_0 = "Q8_0"
  case q2_K = "Q2_K"
  case q3_K = "Q3_K"
  case q4_K = "Q4_K"
  case q5_K = "Q5_K"
  case q6_K = "Q6_K"

  /// Numbers that are stored together and can only be read together; a row is a whole number of blocks.
  public var blockElements: Int {
    switch self {
    case .float64, .float32, .float16, .bfloat16: 1
    case .q4_0, .q4_1, .q5_0, .q5_1, .q8_0: 32
    case .q2_K, .q3_K, .q4_K, .q5_K, .q6_K: 256
    }
  }

  /// The size of a block in bytes.
  public var blockBytes: Int {
    switch self {
    case .float64: 8
    case .float32: 4
    case .float16, .bfloat16: 2
    case .q4_0: 18
    case .q4_1: 20
    case .q5_0: 22
    case .q5_1: 24
    case .q8_0: 34
    case .q2_K: 84
    case .q3_K: 110
    case .q4_K: 144
    case .q5_K: 176
    case .q6_K: 210
    }
  }

  /// Whether it is one of the four plain formats, which can also be written.
  public var isPlain: Bool { blockElements == 1 }
}
