/// A piece of a response, read as prose that has mathematics in it.
struct ProseToken: Sendable, Hashable {
  enum Kind: UInt8, Sendable {
    case word
    /// A single letter, perhaps with digits behind it: "x", "x2", "B".
    case variable
    /// The name of a function, with its argument behind it.
    case function
    case number
    /// "3rd": no value.
    case ordinal
    case operation
    case relation
    case opening
    case closing
    case comma
    /// The end of a sentence.
    case stop
    case question
    case colon
    case line
    /// Emphasis, quotes, headings.
    case markup
    /// A LaTeX command, with its argument where that is text.
    case command
    /// A formula between its delimiters.
    case formula
    case percent
    /// A degree sign, a raised digit, a factorial: what belongs to the operand before it.
    case suffix
    case currency
    case other
  }

  let kind: Kind
  /// Of words, letters and commands (without the backslash).
  let key: WordKey
  // Places take 32 bits: a token of 32 bytes, of which a long response has a hundred thousand.
  private let startPlace: Int32
  private let endPlace: Int32
  private let innerStart: Int32
  private let innerEnd: Int32
  private var groupPlace: Int32 = -1

  init(_ kind: Kind, _ start: Int, _ end: Int, key: WordKey = .none, inner: Range<Int>? = nil) {
    self.kind = kind
    self.key = key
    startPlace = Int32(clamping: start)
    endPlace = Int32(clamping: end)
    innerStart = Int32(clamping: inner?.lowerBound ?? -1)
    innerEnd = Int32(clamping: inner?.upperBound ?? -1)
  }

  var start: Int { Int(startPlace) }
  var end: Int { Int(endPlace) }
  var range: Range<Int> { start..<end }

  /// The content of a formula.
  var inner: Range<Int>? { innerStart < 0 ? nil : Int(innerStart)..<Int(innerEnd) }

  /// For an opening bracket whose content is mathematics, the token that closes it.
  var group: Int? {
    get { groupPlace < 0 ? nil : Int(groupPlace) }
    set { groupPlace = Int32(clamping: newValue ?? -1) }
  }

  /// Cannot stand within an expression.
  var isProse: Bool {
    switch kind {
    case .word, .ordinal, .stop, .question, .colon, .markup, .other: true
    default: false
    }
  }
}

/// What looks at words by their place: nothing stands outside of the text.
protocol TokenReading {
  var tokens: [ProseToken] { get }
}

extension TokenReading {
  func key(_ index: Int) -> WordKey { tokens.indices.contains(index) ? tokens[index].key : .none }
}
