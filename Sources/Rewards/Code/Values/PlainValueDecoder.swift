/// Reads the plain value encoding, in which results leave a program:
///
///     N  T  F  i<decimal>;  f<repr>;  s<bytes>:<UTF-8>  b<bytes>:<bytes>  l<items>:…  t<items>:…  d<pairs>:key value …
///
/// The bytes are a claim of an untrusted program. Nothing is taken on trust: every count is checked against what follows,
/// nesting is bounded, and reading does not recurse. A value takes at most about 20 bytes of memory for each byte that
/// it is read from.
struct PlainValueDecoder {
  let bytes: [UInt8]
  private(set) var position: Int
  let end: Int

  init(bytes: [UInt8], range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  var isAtEnd: Bool { position == end }

  private struct Container {
    var kind: UInt8
    /// Where its items begin on the stack of values.
    var start: Int
    /// Items still to come; a pair is two.
    var remaining: Int
  }

  /// The next value.
  /// - Throws: ``PlainValueError`` with the position of what is malformed.
  mutating func next() throws(PlainValueError) -> PlainValue {
    var values: [PlainValue] = []
    var open: [Container] = []
    repeat {
      let start = position
      let tag = try nextByte()
      switch tag {
      case UInt8(ascii: "l"), UInt8(ascii: "t"), UInt8(ascii: "d"):
        let count = try length()
        guard open.count < PlainValue.maximumDepth else { throw PlainValueError(.tooDeep, at: start) }
        let items = tag == UInt8(ascii: "d") ? count * 2 : count
        // Each item takes a byte at least.
        guard items <= end - position else { throw PlainValueError(.truncated, at: start) }
        if open.isEmpty { values.reserveCapacity(items) }
        open.append(Container(kind: tag, start: values.count, remaining: items))
      default:
        values.append(try scalar(tag, at: start))
        if !open.isEmpty { open[open.count - 1].remaining -= 1 }
      }
      while let last = open.last, last.remaining == 0 {
        open.removeLast()
        // The outermost container takes the stack as it is: large results are mostly one flat list.
        if open.isEmpty { return Self.container(last.kind, values) }
        let items = Array(values[last.start...])
        values.removeSubrange(last.start...)
        values.append(Self.container(last.kind, items))
        open[open.count - 1].remaining -= 1
      }
    } while !open.isEmpty
    guard let value = values.last else { throw PlainValueError(.truncated, at: position) }
    return value
  }

  private static func container(_ kind: UInt8, _ items: [PlainValue]) -> PlainValue {
    switch kind {
    case UInt8(ascii: "l"): .list(items)
    case UInt8(ascii: "t"): .tuple(items)
    default: .dict(stride(from: 0, to: items.count, by: 2).map { PlainPair(key: items[$0], value: items[$0 + 1]) })
    }
  }

  private mutating func scalar(_ tag: UInt8, at start: Int) throws(PlainValueError) -> PlainValue {
    switch tag {
    case UInt8(ascii: "N"):
      return .none
    case UInt8(ascii: "T"):
      return .bool(true)
    case UInt8(ascii: "F"):
      return .bool(false)
    case UInt8(ascii: "i"):
      let digits = try field(upTo: UInt8(ascii: ";"), limit: end - position)
      guard let value = PlainInteger(decimal: bytes[digits]) else { throw PlainValueError(.number, at: start) }
      return .int(value)
    case UInt8(ascii: "f"):
      let digits = try field(upTo: UInt8(ascii: ";"), limit: Self.longestFloat)
      guard let value = Self.float(bytes, digits) else { throw PlainValueError(.number, at: start) }
      return .float(value)
    case UInt8(ascii: "s"):
      let range = try counted()
      guard PlainText.isValid(bytes, range) else { throw PlainValueError(.text, at: start) }
      return .string(PlainText(validated: Array(bytes[range])))
    case UInt8(ascii: "b"):
      return .bytes(Array(bytes[try counted()]))
    default:
      throw PlainValueError(.tag, at: start)
    }
  }

  /// `repr` of a float has at most 24 characters.
  private static let longestFloat = 32

  private static func float(_ bytes: [UInt8], _ range: Range<Int>) -> Double? {
    if let numeral = DecimalNumeral(bytes, range) {
      let value = numeral.doubleValue
      // Python writes infinity as a word, never as a number that overflows.
      return value.isFinite ? value : nil
    }
    let word = bytes[range]
    if word.elementsEqual("nan".utf8) { return .nan }
    if word.elementsEqual("inf".utf8) { return .infinity }
    if word.elementsEqual("-inf".utf8) { return -.infinity }
    return nil
  }

  private mutating func nextByte() throws(PlainValueError) -> UInt8 {
    guard position < end else { throw PlainValueError(.truncated, at: position) }
    defer { position += 1 }
    return bytes[position]
  }

  private mutating func field(upTo terminator: UInt8, limit: Int) throws(PlainValueError) -> Range<Int> {
    let start = position
    let bound = start + min(limit, end - start)
    while position < bound, bytes[position] != terminator { position += 1 }
    guard position < end else { throw PlainValueError(.truncated, at: start) }
    guard bytes[position] == terminator else { throw PlainValueError(.number, at: start) }
    position += 1
    return start..<position - 1
  }

  /// `<count>:` without leading zeros.
  private mutating func length() throws(PlainValueError) -> Int {
    let digits = try field(upTo: UInt8(ascii: ":"), limit: Self.longestCount)
    guard let value = PlainInteger(decimal: bytes[digits])?.word, value >= 0, value < 1 << 60 else {
      throw PlainValueError(.number, at: digits.lowerBound)
    }
    return value
  }

  private static let longestCount = 20

  private mutating func counted() throws(PlainValueError) -> Range<Int> {
    let start = position
    let count = try length()
    guard count <= end - position else { throw PlainValueError(.truncated, at: start) }
    defer { position += count }
    return position..<position + count
  }
}

extension PlainValue {
  /// Reads one value, which has to take all the bytes.
  /// - Throws: ``PlainValueError``
  public static func decode(_ bytes: [UInt8]) throws(PlainValueError) -> PlainValue {
    var decoder = PlainValueDecoder(bytes: bytes, range: bytes.indices)
    let value = try decoder.next()
    guard decoder.isAtEnd else { throw PlainValueError(.trailing, at: decoder.position) }
    return value
  }
}

/// Why bytes are not a plain value.
public struct PlainValueError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Kind: String, Sendable, Hashable {
    case truncated = "the value ends early"
    case tag = "no type has this tag"
    case number = "not a number as it has to be written"
    case text = "not UTF-8"
    case tooDeep = "nested more than 1000 deep"
    case trailing = "something follows the value"
  }

  public var kind: Kind
  /// From 0.
  public var offset: Int

  init(_ kind: Kind, at offset: Int) {
    self.kind = kind
    self.offset = offset
  }

  public var description: String { "malformed value at byte \(offset): \(kind.rawValue)" }
}
