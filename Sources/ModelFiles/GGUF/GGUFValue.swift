/// A value of a GGUF file's metadata. Integers of all widths are kept in the widest.
public enum GGUFValue: Hashable, Sendable {
  case unsigned(UInt64)
  case signed(Int64)
  case float(Float)
  case double(Double)
  case bool(Bool)
  case string(String)
  case array(GGUFArray)

  /// The type and, of scalars, the value, for error texts.
  var kind: String {
    switch self {
    case .unsigned(let value): "the integer \(value)"
    case .signed(let value): "the integer \(value)"
    case .float(let value): "the number \(value)"
    case .double(let value): "the number \(value)"
    case .bool(let value): "the boolean \(value)"
    case .string(let value): "the string \"\(value.shownInErrors)\""
    case .array(let array): array.kind
    }
  }
}

/// An array of a GGUF file's metadata: all elements are of one type.
public enum GGUFArray: Hashable, Sendable {
  case unsigned([UInt64])
  case signed([Int64])
  case floats([Float])
  case doubles([Double])
  case bools([Bool])
  case strings([String])
  case arrays([GGUFArray])

  var kind: String {
    switch self {
    case .unsigned(let values): "an array of \(values.count) integers"
    case .signed(let values): "an array of \(values.count) integers"
    case .floats(let values): "an array of \(values.count) numbers"
    case .doubles(let values): "an array of \(values.count) numbers"
    case .bools(let values): "an array of \(values.count) booleans"
    case .strings(let values): "an array of \(values.count) strings"
    case .arrays(let values): "an array of \(values.count) arrays"
    }
  }
}

/// The types of values by their numbers in the file (`gguf_type`).
enum GGUFValueType: UInt32 {
  case uint8 = 0
  case int8, uint16, int16, uint32, int32, float32, bool, string, array, uint64, int64, float64

  /// The fewest bytes that a value takes: a string at least its length, an array at least its type and length.
  var minimumBytes: UInt64 {
    switch self {
    case .uint8, .int8, .bool: 1
    case .uint16, .int16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64, .string: 8
    case .array: 12
    }
  }
}
