/// Writes trees in the ways people do: every choice between spellings that mean the same is drawn.
struct TreePrinter {
  enum Notation: Sendable, CaseIterable { case latex, plain, unicode }

  let notation: Notation
  var generator: ExpressionGenerator

  init(_ notation: Notation, seed: UInt64) {
    self.notation = notation
    generator = ExpressionGenerator(seed: seed)
  }

  /// In a notation and spelling that are drawn from the generator.
  static func text(_ tree: Tree, _ generator: inout ExpressionGenerator) -> String {
    var printer = TreePrinter(generator.pick(Notation.allCases), seed: generator.random.next())
    return printer.answer(tree)
  }

  /// The whole answer, now and then with the signs that delimit formulas.
  mutating func answer(_ tree: Tree) -> String { delimited(piece(tree).text) }

  /// Without the signs that delimit formulas.
  mutating func plainText(_ tree: Tree) -> String { piece(tree).text }

  mutating func delimited(_ text: String) -> String {
    guard notation == .latex else { return text }
    switch generator.below(16) {
    case 0: return "$\(text)$"
    case 1: return "\\(\(text)\\)"
    case 2: return "\\[ \(text) \\]"
    case 3: return "\\boxed{\(text)}"
    default: return text
    }
  }

  // MARK: Pieces

  /// How tightly a text holds together.
  private enum Level: Int, Comparable {
    case sum, product, power, atom

    static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
  }

  private struct Piece {
    var text: String
    var level: Level
    /// Whether a factor behind it would be read as part of its argument.
    var isOpen = false

    var startsWithDigit: Bool { text.unicodeScalars.first.map { ("0"..."9").contains($0) } ?? false }
    var endsWithDigit: Bool { text.unicodeScalars.last.map { ("0"..."9").contains($0) } ?? false }
    var startsWithLetter: Bool { text.first?.isLetter ?? false }
    var endsWithLetter: Bool { text.last?.isLetter ?? false }
    var isFraction: Bool { text.hasPrefix("\\frac") || text.hasPrefix("\\dfrac") || text.hasPrefix("\\tfrac") }
  }

  private mutating func piece(_ tree: Tree) -> Piece {
    switch tree {
    case .number(let value): return Piece(text: "\(value)", level: .atom)
    case .decimal(let digits, let places): return Piece(text: TreePrinter.decimal(digits, places), level: .atom)
    case .variable(let name): return Piece(text: letter(name), level: .atom)
    case .pi: return Piece(text: notation == .latex ? "\\pi" : (notation == .plain ? "pi" : "π"), level: .atom)
    case .sum(let items): return sum(items)
    case .product(let items): return product(items)
    case .negated(let item):
      return Piece(text: minus() + text(item, atLeast: .product), level: .sum)
    case .quotient(let a, let b): return quotient(a, b)
    case .power(let base, let exponent): return power(base, exponent)
    case .root(let radicand, let degree): return root(radicand, degree)
    case .function(let name, let argument): return function(name, argument)
    case .logarithm(let argument, let base): return logarithm(argument, base)
    case .exponential(let base, let exponent): return exponential("\(base)", exponent)
    case .factorial(let argument): return Piece(text: text(argument, atLeast: .atom) + "!", level: .power)
    case .alternating(let exponent): return exponential("(\(minus())1)", exponent)
    case .remainder(let dividend, let divisor):
      let sign = notation == .latex ? " \\bmod " : " mod "
      return Piece(text: bracketed(text(dividend, atLeast: .atom) + sign + "\(divisor)"), level: .atom)
    }
  }

  private static func decimal(_ digits: Int, _ places: Int) -> String {
    var text = String(digits)
    while text.count <= places { text = "0" + text }
    text.insert(".", at: text.index(text.endIndex, offsetBy: -places))
    return text
  }

  private func letter(_ name: String) -> String {
    guard name == "θ" else { return name }
    return notation == .latex ? "\\theta" : (notation == .plain ? "theta" : "θ")
  }

  private func minus() -> String { notation == .unicode ? "−" : "-" }

  /// The text of a tree, in brackets if it holds together less tightly than that.
  private mutating func text(_ tree: Tree, atLeast level: Level) -> String {
    let piece = piece(tree)
    return piece.level < level ? bracketed(piece.text) : piece.text
  }

  private mutating func bracketed(_ text: String) -> String {
    guard notation == .latex else { return "(\(text))" }
    switch generator.below(6) {
    case 0: return "\\left(\(text)\\right)"
    case 1: return "\\left[\(text)\\right]"
    case 2: return "\\bigl( \(text) \\bigr)"
    default: return "(\(text))"
    }
  }

  // MARK: Arithmetic

  private mutating func sum(_ items: [Tree]) -> Piece {
    var text = ""
    for (index, item) in items.enumerated() {
      var item = item
      var isNegative = false
      while case .negated(let inner) = item {
        item = inner
        isNegative.toggle()
      }
      let blank = generator.chance(1, in: 2) ? " " : ""
      if isNegative { text += blank + minus() + blank } else if index > 0 { text += blank + "+" + blank }
      text += self.text(item, atLeast: .product)
    }
    return Piece(text: text, level: .sum)
  }

  private mutating func product(_ items: [Tree]) -> Piece {
    var result = Piece(text: "", level: .product)
    for (index, item) in items.enumerated() {
      var next = piece(item)
      if next.level < .product || next.isOpen && index < items.count - 1 && generator.chance(1, in: 2) {
        next = Piece(text: bracketed(next.text), level: .atom)
      }
      if index > 0 { result.text += separator(result, next) }
      result.text += next.text
      result.isOpen = next.isOpen
    }
    return result
  }

  /// What stands between two factors: a sign, a blank or nothing.
  private mutating func separator(_ left: Piece, _ right: Piece) -> String {
    let mustBeSign = left.isOpen || right.startsWithDigit || (left.endsWithDigit && right.isFraction)
    if mustBeSign || generator.chance(1, in: 2) {
      switch notation {
      case .latex: return generator.pick([" \\cdot ", " \\times ", "\\cdot ", " * "])
      case .plain: return generator.pick(["*", " * "])
      case .unicode: return generator.pick(["·", " · ", "×", " ⋅ "])
      }
    }
    if left.endsWithLetter && right.startsWithLetter { return " " }
    return generator.pick(notation == .latex ? ["", " ", "\\,", " \\; "] : ["", " "])
  }

  private mutating func quotient(_ a: Tree, _ b: Tree) -> Piece {
    if notation == .latex, generator.chance(4, in: 5) {
      let (above, below) = (piece(a), piece(b))
      if above.text.count == 1, below.text.count == 1, above.startsWithDigit, below.startsWithDigit,
        generator.chance(1, in: 3)
      {
        return Piece(text: "\\frac\(above.text)\(below.text)", level: .product)
      }
      return Piece(
        text: generator.pick(["\\frac", "\\dfrac", "\\tfrac"]) + "{\(above.text)}{\(below.text)}", level: .product)
    }
    let above = piece(a)
    let dividend = above.level < .product || above.isOpen ? bracketed(above.text) : above.text
    var divisor = piece(b)
    if divisor.level < .power || divisor.isOpen { divisor = Piece(text: bracketed(divisor.text), level: .atom) }
    let sign = notation == .unicode ? generator.pick(["/", " / ", "÷"]) : generator.pick(["/", " / "])
    return Piece(text: dividend + sign + divisor.text, level: .product, isOpen: false)
  }

  private mutating func power(_ base: Tree, _ exponent: Int) -> Piece {
    if case .function(let name, let argument) = base, exponent == 2, notation != .plain, generator.chance(1, in: 2) {
      switch name {
      case .sin, .cos, .tan:
        return Piece(text: "\(command(name.rawValue))\(raised("2"))" + bracketed(piece(argument).text), level: .product)
      default: break
      }
    }
    return Piece(text: text(base, atLeast: .atom) + raised("\(exponent)"), level: .power)
  }

  /// An exponent that is a number.
  private mutating func raised(_ exponent: String) -> String {
    switch notation {
    case .latex: return exponent.count == 1 && generator.chance(1, in: 2) ? "^" + exponent : "^{\(exponent)}"
    case .plain:
      let sign = generator.pick(["^", "**"])
      return sign + (exponent.hasPrefix("-") ? "(\(exponent))" : exponent)
    case .unicode:
      let high = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
      return String(exponent.map { digit in digit.wholeNumberValue.map { high[$0] } ?? "⁻" })
    }
  }

  // MARK: Functions

  private func command(_ name: String) -> String { notation == .latex ? "\\" + name : name }

  private mutating func root(_ radicand: Tree, _ degree: Int) -> Piece {
    let inside = piece(radicand)
    switch notation {
    case .latex:
      if degree == 2 {
        let isDigit = inside.text.count == 1 && generator.chance(1, in: 4)
        return Piece(text: isDigit ? "\\sqrt \(inside.text)" : "\\sqrt{\(inside.text)}", level: .product)
      }
      return Piece(text: "\\sqrt[\(degree)]{\(inside.text)}", level: .product)
    case .plain:
      if degree == 2, generator.chance(2, in: 3) { return Piece(text: "sqrt(\(inside.text))", level: .product) }
      return Piece(text: text(radicand, atLeast: .atom) + "^(1/\(degree))", level: .power)
    case .unicode:
      if degree == 2 {
        let isShort = inside.text.count == 1 && generator.chance(1, in: 2)
        return Piece(text: isShort ? "√" + inside.text : "√(\(inside.text))", level: .product)
      }
      return Piece(text: text(radicand, atLeast: .atom) + "^(1/\(degree))", level: .power)
    }
  }

  private mutating func function(_ name: Tree.Function, _ argument: Tree) -> Piece {
    let inside = piece(argument)
    switch name {
    case .abs:
      if notation == .plain { return Piece(text: "abs(\(inside.text))", level: .product) }
      if inside.text.contains("|") {
        return Piece(
          text: notation == .latex ? "\\lvert \(inside.text) \\rvert" : "abs(\(inside.text))", level: .product)
      }
      let isLong = notation == .latex && generator.chance(1, in: 2)
      return Piece(text: isLong ? "\\left|\(inside.text)\\right|" : "|\(inside.text)|", level: .product)
    case .exp:
      if generator.chance(1, in: 3) { return Piece(text: command("exp") + bracketed(inside.text), level: .product) }
      return exponential("e", argument)
    case .sin, .cos, .tan, .arcsin, .arctan, .sinh, .cosh, .tanh, .ln:
      if argument.isAtom, generator.chance(1, in: 3) {
        return Piece(text: command(name.rawValue) + " " + inside.text, level: .product, isOpen: true)
      }
      return Piece(text: command(name.rawValue) + bracketed(inside.text), level: .product)
    }
  }

  private mutating func exponential(_ base: String, _ exponent: Tree) -> Piece {
    let inside = piece(exponent).text
    return Piece(text: base + (notation == .latex ? "^{\(inside)}" : "^(\(inside))"), level: .power)
  }

  private mutating func logarithm(_ argument: Tree, _ base: Int) -> Piece {
    let inside = piece(argument)
    let head: String
    switch notation {
    case .latex: head = base < 10 && generator.chance(1, in: 2) ? "\\log_\(base)" : "\\log_{\(base)}"
    case .plain: head = "log_\(base)"
    case .unicode:
      let low = Array("₀₁₂₃₄₅₆₇₈₉")
      head = "log" + String("\(base)".compactMap { $0.wholeNumberValue.map { low[$0] } })
    }
    return Piece(text: head + bracketed(inside.text), level: .product)
  }
}

extension TreePrinter.Notation {
  /// Signs of relations, intervals and sets.
  func spelling(_ latex: String, _ plain: String, _ unicode: String) -> String {
    switch self {
    case .latex: latex
    case .plain: plain
    case .unicode: unicode
    }
  }
}
