/// Whether two statements of a response give the same answer, so that they do not contradict each other.
struct AnswerAgreement {
  private let meansSame: (String, String) -> Bool
  private let count = Count()

  /// - Parameter same: whether two texts mean the same. That costs far more than all else here, so that a response has it
  ///   asked only so often, whatever it says; beyond that texts are the same that are written so.
  init(same: @escaping (String, String) -> Bool) { meansSame = same }

  private static let mostQuestions = 32

  private final class Count { var questions = 0 }

  func same(_ first: String, _ second: String) -> Bool {
    if first == second { return true }
    guard count.questions < Self.mostQuestions else { return false }
    count.questions += 1
    return meansSame(first, second)
  }

  /// The same by meaning, or but for what is said around the value: units, money, "x =".
  func agree(_ left: [String], _ right: [String]) -> Bool {
    let (first, second) = (left.joined(separator: ", "), right.joined(separator: ", "))
    if same(first, second) { return true }
    let (bare, other) = (Self.skeleton(first), Self.skeleton(second))
    if !bare.isEmpty, bare == other { return true }
    let (value, otherValue) = (Self.value(of: bare), Self.value(of: other))
    return !value.isEmpty && value == otherValue
  }

  /// The text without blanks, words, units and money; what separates values becomes a bar.
  static func skeleton(_ answer: String) -> [UInt8] {
    var skeleton = Skeleton(ResponseText(answer))
    return skeleton.read()
  }

  /// What stands behind the last "=" or `\in`.
  private static func value(of skeleton: [UInt8]) -> [UInt8] {
    let text = ResponseText(bytes: skeleton)
    var start = skeleton.lastIndex(of: UInt8(ascii: "=")).map { $0 + 1 } ?? 0
    let member = Array("\\in".utf8)
    for index in start..<max(start, skeleton.count) where text.has(member, at: index) {
      if !Glyph.isLetter(text.byte(index + 3)) || text.byte(index + 3) == 0x5B { start = index + 3 }
    }
    return Array(skeleton[start...])
  }
}

/// Reads a text into its bare mathematics.
private struct Skeleton {
  private let text: ResponseText
  private var bytes: [UInt8] = []
  private var index = 0
  /// For each open brace, whether it is the one of a `\text{…}`, which goes with its brace.
  private var isText: [Bool] = []

  init(_ text: ResponseText) { self.text = text }

  mutating func read() -> [UInt8] {
    while index < text.count { step() }
    while bytes.last == Self.bar { bytes.removeLast() }
    return bytes
  }

  private mutating func step() {
    let byte = text[index]
    if byte == Glyph.backslash { return command() }
    if Glyph.isLetter(byte) { return word() }
    index += 1
    switch byte {
    case UInt8(ascii: ","): comma()
    case Glyph.openBrace where text.has(Self.bracedComma, at: index - 1): index += 2
    case Glyph.openBrace:
      isText.append(false)
      bytes.append(byte)
    case Glyph.closeBrace: if isText.popLast() != true { bytes.append(byte) }
    case _ where Self.ignored.contains(byte) || Glyph.isBlank(byte): break
    default: bytes.append(byte)
    }
  }

  private mutating func word() {
    let end = text.lettersEnd(from: index, to: text.count)
    if end - index == 1 { bytes.append(Glyph.lowered(text[index])) } else { separate() }
    index = end
  }

  private mutating func command() {
    let start = index
    let end = text.lettersEnd(from: start + 1, to: text.count)
    index = max(end, start + 2)
    guard end > start + 1 else { return }
    let name = text.string(start + 1..<end)
    if MathWords.isTextCommand(WordKey(name)), text.byte(end) == Glyph.openBrace {
      isText.append(true)
      index = end + 1
      return
    }
    switch name {
    case "left", "right", "displaystyle", "circ", "quad", "qquad": break
    case "dfrac", "tfrac", "cfrac": bytes += Array("\\frac".utf8)
    default: bytes += text.bytes[start..<end]
    }
  }

  private mutating func comma() {
    let next = text.has(Self.thinSpace, at: index) ? index + 2 : index
    let digits = text.bytes[min(next, text.count)...].prefix { Glyph.isDigit($0) }.count
    if digits != 3 || !Glyph.isDigit(text.byte(index - 2)) { separate() }
  }

  private mutating func separate() {
    if let last = bytes.last, last != Self.bar { bytes.append(Self.bar) }
  }

  private static let bar = UInt8(ascii: "|")
  private static let ignored = ByteSet("$%~*")
  private static let bracedComma = Array("{,}".utf8)
  private static let thinSpace = Array("\\!".utf8)
}
