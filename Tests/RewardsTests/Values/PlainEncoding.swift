@testable import Rewards

/// The encoding that the harness writes, for tests.
func encoded(_ value: PlainValue) -> [UInt8] {
  switch value {
  case .none: Array("N".utf8)
  case .bool(let flag): Array((flag ? "T" : "F").utf8)
  case .int(let integer): Array("i".utf8) + integer.decimal + Array(";".utf8)
  case .float(let double): Array("f\(PythonFloat.repr(double));".utf8)
  case .string(let text): Array("s\(text.utf8.count):".utf8) + text.utf8
  case .bytes(let bytes): Array("b\(bytes.count):".utf8) + bytes
  case .list(let items): Array("l\(items.count):".utf8) + items.flatMap(encoded)
  case .tuple(let items): Array("t\(items.count):".utf8) + items.flatMap(encoded)
  case .dict(let pairs):
    Array("d\(pairs.count):".utf8) + pairs.flatMap { encoded($0.key) + encoded($0.value) }
  }
}

/// A frame as the harness writes it; the values are Python literals.
func frame(_ index: UInt32, _ kind: Character, _ values: String...) -> [UInt8] {
  frame(index, kind, values.map(python))
}

func frame(_ index: UInt32, _ kind: Character, _ values: [PlainValue]) -> [UInt8] {
  let payload = Array(String(kind).utf8) + values.flatMap(encoded)
  let header = (0..<4).map { UInt8(truncatingIfNeeded: index >> UInt32(24 - 8 * $0)) }
  let length = (0..<8).map { UInt8(truncatingIfNeeded: payload.count >> (56 - 8 * $0)) }
  return Array("KJR1".utf8) + header + length + payload
}

extension PlainValue {
  /// Lists in each other, `depth` of them.
  static func nested(_ depth: Int) -> PlainValue {
    (1..<depth).reduce(PlainValue.list([])) { value, _ in .list([value]) }
  }

  /// A random value: small, with numbers that equal each other across types.
  static func random(depth: Int, using generator: inout SeededGenerator) -> PlainValue {
    let kind = Int.random(in: 0..<(depth > 0 ? 6 : 3), using: &generator)
    let count = Int.random(in: 0...3, using: &generator)
    var items: [PlainValue] = []
    if kind >= 3 { for _ in 0..<count { items.append(random(depth: depth - 1, using: &generator)) } }
    switch kind {
    case 3: return .list(items)
    case 4: return .tuple(items)
    case 5:
      return .dict(items.enumerated().map { PlainPair(key: .int(PlainInteger($0.offset)), value: $0.element) })
    default: return scalars[Int.random(in: scalars.indices, using: &generator)]
    }
  }

  private static let scalars: [PlainValue] = [
    "None", "True", "False", "0", "1", "-1", "1.0", "-0.0", "0.5", "nan", "inf", "10000000000000000000", "1e19", #""""#,
    #""a""#, #""é\n""#, #"b"""#, #"b"x""#,
  ].map(python)
}
