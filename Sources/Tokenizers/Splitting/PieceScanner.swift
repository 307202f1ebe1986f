/// Cuts UTF-8 into pieces by the rules of ``PreTokenizer``, one pass, no backtracking beyond a run of white space.
///
/// Each function stands for an alternative of the expressions and says which; all positions are bytes.
struct PieceScanner {
  private let reader: UTF8Reader
  private let end: Int
  private let classes: UnsafeBufferPointer<UInt8>

  /// Calls with the start and the end of each piece.
  @inline(__always)
  static func scan(_ bytes: UnsafeBufferPointer<UInt8>, rule: PreTokenizer, _ body: (Int, Int) -> Void) {
    ScalarClass.table.withUnsafeBufferPointer { classes in
      let scanner = PieceScanner(reader: UTF8Reader(bytes: bytes), end: bytes.count, classes: classes)
      switch rule {
      case .gpt2: scanner.run(from: 0, body) { $0.gpt2Piece(from: $1) }
      case .qwen2: scanner.run(from: 0, body) { $0.modernPiece(from: $1, digits: 1) }
      case .llama3: scanner.run(from: 0, body) { $0.modernPiece(from: $1, digits: 3) }
      case .smollm: scanner.scanBetweenDigits(body)
      }
    }
  }

  @inline(__always)
  private func run(from start: Int, _ body: (Int, Int) -> Void, _ next: (PieceScanner, Int) -> Int) {
    var start = start
    while start < end {
      let pieceEnd = next(self, start)
      body(start, pieceEnd)
      start = pieceEnd
    }
  }

  /// Each number character is a piece; what stands between them is cut by GPT-2's rule as a text of its own.
  @inline(__always)
  private func scanBetweenDigits(_ body: (Int, Int) -> Void) {
    var start = 0
    var position = 0
    while position < end {
      let (kind, length) = self.kind(at: position)
      if kind == ScalarClass.number {
        PieceScanner(reader: reader, end: position, classes: classes)
          .run(from: start, body) { $0.gpt2Piece(from: $1) }
        body(position, position + length)
        start = position + length
      }
      position += length
    }
    run(from: start, body) { $0.gpt2Piece(from: $1) }
  }

  @inline(__always)
  private func kind(at position: Int) -> (kind: UInt8, length: Int) {
    let (value, length) = reader.scalar(at: position)
    return (value < 0x40000 ? classes[Int(value)] : ScalarClass.other, length)
  }

  /// The end of the run of one class that begins at a position.
  @inline(__always)
  private func run(of wanted: UInt8, from start: Int) -> Int {
    var position = start
    while position < end {
      let (kind, length) = self.kind(at: position)
      guard kind == wanted else { break }
      position += length
    }
    return position
  }

  /// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
  @inline(__always)
  private func gpt2Piece(from start: Int) -> Int {
    if let contraction = contraction(at: start, ignoringCase: false) { return contraction }
    let (first, length) = kind(at: start)
    var body = start
    var kind = first
    if reader.bytes[start] == 0x20, start + 1 < end {
      body = start + 1
      kind = self.kind(at: body).kind
    }
    if kind == ScalarClass.space || kind == ScalarClass.newline { return whiteSpace(from: start, firstLength: length) }
    return run(of: kind, from: body)
  }

  /// `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,digits}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
  @inline(__always)
  private func modernPiece(from start: Int, digits: Int) -> Int {
    let (first, length) = kind(at: start)
    if first == ScalarClass.letter { return run(of: ScalarClass.letter, from: start + length) }
    if first == ScalarClass.number { return numbers(from: start, atMost: digits) }
    if let contraction = contraction(at: start, ignoringCase: true) { return contraction }
    let second = start + length < end ? kind(at: start + length).kind : nil
    if first != ScalarClass.newline, second == ScalarClass.letter {
      return run(of: ScalarClass.letter, from: start + length)
    }
    if first == ScalarClass.other { return others(from: start) }
    if reader.bytes[start] == 0x20, second == ScalarClass.other { return others(from: start + 1) }
    return modernWhiteSpace(from: start, firstLength: length)
  }

  /// `\p{N}{1,count}`
  private func numbers(from start: Int, atMost count: Int) -> Int {
    var position = start
    for _ in 0..<count where position < end {
      let (kind, length) = self.kind(at: position)
      guard kind == ScalarClass.number else { break }
      position += length
    }
    return position
  }

  /// `[^\s\p{L}\p{N}]+[\r\n]*`
  @inline(__always)
  private func others(from start: Int) -> Int {
    run(of: ScalarClass.newline, from: run(of: ScalarClass.other, from: start))
  }

  /// `\s+(?!\S)|\s+`: the run without its last character, unless that is all or the text ends with it.
  private func whiteSpace(from start: Int, firstLength: Int) -> Int {
    var position = start
    var last = start
    while position < end {
      let (kind, length) = self.kind(at: position)
      guard kind == ScalarClass.space || kind == ScalarClass.newline else { break }
      last = position
      position += length
    }
    return position == end || last == start ? position : last
  }

  /// `\s*[\r\n]+|\s+(?!\S)|\s+`: up to the last line end of the run, if it has one.
  private func modernWhiteSpace(from start: Int, firstLength: Int) -> Int {
    var position = start
    var last = start
    var afterLineEnd: Int?
    while position < end {
      let (kind, length) = self.kind(at: position)
      guard kind == ScalarClass.space || kind == ScalarClass.newline else { break }
      last = position
      position += length
      if kind == ScalarClass.newline { afterLineEnd = position }
    }
    if let afterLineEnd { return afterLineEnd }
    return position == end || last == start ? position : last
  }

  /// The end of `'s|'t|'re|'ve|'m|'ll|'d` at a position. Without case, `ſ` (U+017F) is an s too.
  @inline(__always)
  private func contraction(at start: Int, ignoringCase: Bool) -> Int? {
    guard reader.bytes[start] == UInt8(ascii: "'"), start + 1 < end else { return nil }
    let first = letter(at: start + 1, ignoringCase: ignoringCase)
    switch first {
    case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return start + 2
    case UInt8(ascii: "r"), UInt8(ascii: "v"), UInt8(ascii: "l"):
      guard start + 2 < end else { return nil }
      let wanted = first == UInt8(ascii: "l") ? UInt8(ascii: "l") : UInt8(ascii: "e")
      return letter(at: start + 2, ignoringCase: ignoringCase) == wanted ? start + 3 : nil
    default:
      guard ignoringCase, start + 2 < end, reader.bytes[start + 1] == 0xC5, reader.bytes[start + 2] == 0xBF else {
        return nil
      }
      return start + 3
    }
  }

  @inline(__always)
  private func letter(at position: Int, ignoringCase: Bool) -> UInt8 {
    let byte = reader.bytes[position]
    return ignoringCase && byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
  }
}
