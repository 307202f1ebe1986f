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

  var kind: Kind
  var start: Int
  var end: Int
  /// For a formula, its content; for a matched bracket whose content is mathematics, the token that closes it.
  var inner: Range<Int>?
  var group: Int?

  var range: Range<Int> { start..<end }

  init(_ kind: Kind, _ start: Int, _ end: Int, inner: Range<Int>? = nil) {
    self.kind = kind
    self.start = start
    self.end = end
    self.inner = inner
  }

  /// Cannot stand within an expression.
  var isProse: Bool {
    switch kind {
    case .word, .ordinal, .stop, .question, .colon, .markup, .other: true
    default: false
    }
  }
}
