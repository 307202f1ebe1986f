/// Brings Jinja programs that differ only in their looks to one form, in which they can be compared.
///
/// Comments go, as does white space outside literals and what Jinja itself takes away between tags; quotes become
/// single, line feeds in literals `\n`, `a['b']` becomes `a.b`, and literals that are joined become one. Text between
/// tags stays.
enum TemplateText {
  static func canonical(_ text: String) -> String {
    var scanner = Scanner(scalars: Array(text.unicodeScalars))
    scanner.run()
    var result = scanner.output
    for (old, new) in [("'+'", ""), ("['role']", ".role"), ("['content']", ".content")] {
      result = replace(Array(old.utf8), by: Array(new.utf8), in: result)
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func replace(_ old: [UInt8], by new: [UInt8], in text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var position = 0
    while position < text.count {
      if text[position...].starts(with: old) {
        result.append(contentsOf: new)
        position += old.count
      } else {
        result.append(text[position])
        position += 1
      }
    }
    return result
  }

  private struct Scanner {
    let scalars: [Unicode.Scalar]
    var position = 0
    var output: [UInt8] = []
    /// What the tag before says about the text that follows it.
    var stripsNext = false
    var dropsLineFeed = false

    mutating func run() {
      while position < scalars.count {
        let start = position
        while position < scalars.count, !isTagStart { position += 1 }
        text(Array(scalars[start..<position]))
        if position < scalars.count { tag() }
      }
    }

    private var isTagStart: Bool {
      guard scalars[position] == "{", position + 1 < scalars.count else { return false }
      return ["%", "{", "#"].contains(scalars[position + 1])
    }

    /// Text between tags, with what Jinja's `-`, `trim_blocks` and `lstrip_blocks` take away.
    private mutating func text(_ text: [Unicode.Scalar]) {
      var text = text[...]
      if stripsNext {
        text = text.drop { $0.properties.isWhitespace }
      } else if dropsLineFeed, text.first == "\n" {
        text.removeFirst()
      }
      if position < scalars.count {
        let marker = position + 2 < scalars.count ? scalars[position + 2] : " "
        if marker == "-" {
          while let last = text.last, last.properties.isWhitespace { text.removeLast() }
        } else if scalars[position + 1] != "{", marker != "+" {
          var kept = text
          while let last = kept.last, last == " " || last == "\t" { kept.removeLast() }
          if kept.last == "\n" || (kept.isEmpty && (dropsLineFeed || output.isEmpty)) { text = kept }
        }
      } else if text.last == "\n" {
        // Jinja drops one line feed at the end of a template.
        text.removeLast()
      }
      if !text.isEmpty { output.append(contentsOf: "[text:\(text.map { "\($0.value)" }.joined(separator: " "))]".utf8) }
    }

    private mutating func tag() {
      let kind = scalars[position + 1]
      let close: Unicode.Scalar = kind == "{" ? "}" : kind
      position += 2
      if position < scalars.count, scalars[position] == "-" || scalars[position] == "+" { position += 1 }
      var body: [UInt8] = []
      var stripped = false
      while position < scalars.count {
        if scalars[position] == close, position + 1 < scalars.count, scalars[position + 1] == "}" {
          stripped = scalars[position - 1] == "-"
          position += 2
          break
        }
        if kind != "#", scalars[position] == "'" || scalars[position] == "\"" {
          literal(into: &body)
        } else {
          if !scalars[position].properties.isWhitespace { body.append(contentsOf: String(scalars[position]).utf8) }
          position += 1
        }
      }
      stripsNext = stripped
      dropsLineFeed = kind != "{"
      guard kind != "#" else { return }
      if stripped, body.last == UInt8(ascii: "-") { body.removeLast() }
      output.append(contentsOf: kind == "{" ? "{{".utf8 : "{%".utf8)
      output.append(contentsOf: body)
      output.append(contentsOf: kind == "{" ? "}}".utf8 : "%}".utf8)
    }

    private mutating func literal(into body: inout [UInt8]) {
      let quote = scalars[position]
      position += 1
      body.append(UInt8(ascii: "'"))
      while position < scalars.count, scalars[position] != quote {
        let scalar = scalars[position]
        position += 1
        if scalar == "\\", position < scalars.count {
          let next = scalars[position]
          // An escaped quote needs no escape in the other kind of quotes; the canonical form escapes single ones.
          body.append(contentsOf: (next == "\"" ? "\"" : "\\\(next)").utf8)
          position += 1
        } else if scalar == "\n" {
          body.append(contentsOf: "\\n".utf8)
        } else {
          body.append(contentsOf: scalar == "'" ? "\\'".utf8 : String(scalar).utf8)
        }
      }
      body.append(UInt8(ascii: "'"))
      position += 1
    }
  }
}
