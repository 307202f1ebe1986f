/// Letters, words, and the signs of Unicode.
extension Lexer {
  static func isLetter(_ scalar: Unicode.Scalar) -> Bool { (scalar.value | 0x20) &- 0x61 < 26 }

  mutating func letters() {
    let start = index
    while index < scalars.count, Lexer.isLetter(scalars[index]) || Lexer.isAccented(scalars[index]) { index += 1 }
    var word = text(start..<index)
    // "don't", but not the prime of f'.
    if word.count > 2, peek() == "'", let after = peek(1), Lexer.isLetter(after) {
      index += 1
      while index < scalars.count, Lexer.isLetter(scalars[index]) { index += 1 }
      word = text(start..<index)
    }
    add(word: word, at: start)
  }

  static func isAccented(_ scalar: Unicode.Scalar) -> Bool {
    (0xC0...0x24F).contains(scalar.value) && scalar != "×" && scalar != "÷"
  }

  mutating func add(word: String, at start: Int) {
    if word == "i" {
      add(.constant(.i), at: start)
    } else if word == "e" {
      add(.constant(.e), at: start)
    } else if word.unicodeScalars.count == 1 {
      add(.letter(word), at: start)
    } else if let kind = Vocabulary.names[word] ?? Vocabulary.names[word.lowercased()] {
      add(kind, at: start)
    } else {
      add(.word(word), at: start)
    }
  }

  mutating func other(_ scalar: Unicode.Scalar, at start: Int) throws(SyntaxError) {
    index += 1
    if let kind = Vocabulary.unicodeSigns[scalar] {
      if kind == .prime { prime(at: start) } else { add(kind, at: start) }
    } else if Vocabulary.superscripts[scalar] != nil {
      add(.caret, at: start)
      script(start, Vocabulary.superscripts)
    } else if Vocabulary.subscripts[scalar] != nil {
      add(.underscore, at: start)
      script(start, Vocabulary.subscripts)
    } else if let (numerator, denominator) = Vocabulary.vulgarFractions[scalar] {
      add(.fraction, at: start)
      for part in [numerator, denominator] {
        add(.open(.group), at: start)
        add(.number("\(part)"), at: start)
        add(.close(.group), at: start)
      }
    } else if (0x2460...0x2473).contains(scalar.value) {
      add(.circled(Int(scalar.value) - 0x2460 + 1), at: start)
    } else if (0xFF01...0xFF5E).contains(scalar.value), let plain = Unicode.Scalar(scalar.value - 0xFEE0) {
      if Lexer.isLetter(plain) {
        add(word: String(plain), at: start)
      } else if let kind = Lexer.ascii(plain) {
        try sign(kind, at: start)
      }
    } else if scalar.value >= 0x370, scalar.value <= 0x3FF {
      add(.letter(String(scalar)), at: start)
    } else if scalar.properties.isAlphabetic {
      while index < scalars.count, scalars[index].properties.isAlphabetic, scalars[index].value > 0x7F {
        if Lexer.endsRun(scalars[index]) { break }
        index += 1
      }
      add(.word(text(start..<index)), at: start)
    } else if scalar == "。" || scalar == "\"" || scalar == "`" || scalar == "“" || scalar == "”" || scalar == "’" {
      spacing = .blank
    } else {
      add(.word(String(scalar)), at: start)
    }
  }

  static func endsRun(_ scalar: Unicode.Scalar) -> Bool {
    Vocabulary.unicodeSigns[scalar] != nil || Vocabulary.superscripts[scalar] != nil
      || Vocabulary.subscripts[scalar] != nil
  }

  /// Digits and letters written high or low in Unicode, as one group.
  mutating func script(_ start: Int, _ table: [Unicode.Scalar: Unicode.Scalar]) {
    index = start
    add(.open(.group), at: start)
    while let scalar = peek(), let plain = table[scalar] {
      let position = index
      index += 1
      switch plain {
      case "0"..."9":
        if case .number(let digits) = tokens[tokens.count - 1].kind {
          tokens[tokens.count - 1].kind = .number(digits + String(plain))
        } else {
          add(.number(String(plain)), at: position)
        }
      case "-": add(.minus, at: position)
      case "+": add(.plus, at: position)
      default: add(word: String(plain), at: position)
      }
    }
    add(.close(.group), at: start)
  }
}
