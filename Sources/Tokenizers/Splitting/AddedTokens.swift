/// A token that is found in the text itself, before anything else happens to it: `<|im_end|>`, `<think>`.
public struct AddedToken: Hashable, Sendable {
  public var id: Int32
  public var content: String
  /// Left out of decoded text on demand, and not looked for in text that may not name special tokens.
  public var isSpecial: Bool
  /// Takes the white space before it along.
  public var stripsLeft: Bool
  /// Takes the white space after it along.
  public var stripsRight: Bool
  /// Is found only where no word character stands beside it.
  public var isSingleWord: Bool
  /// Is looked for after normalisation.
  public var isNormalized: Bool

  public init(
    id: Int32, content: String, isSpecial: Bool, stripsLeft: Bool = false, stripsRight: Bool = false,
    isSingleWord: Bool = false, isNormalized: Bool = false
  ) {
    self.id = id
    self.content = content
    self.isSpecial = isSpecial
    self.stripsLeft = stripsLeft
    self.stripsRight = stripsRight
    self.isSingleWord = isSingleWord
    self.isNormalized = isNormalized
  }
}

/// The added tokens of a tokenizer, ready to be found.
struct AddedTokens: Sendable {
  /// By id.
  let tokens: [AddedToken]
  private let raw: TokenFinder
  private let normalized: TokenFinder

  /// - Parameter composes: whether texts are normalised, and with them the tokens that are looked for afterwards.
  init(_ tokens: [AddedToken], composes: Bool) {
    self.tokens = tokens.sorted { $0.id < $1.id }
    // Of two tokens with one text, the first entered is found: that of the lower id.
    raw = TokenFinder(
      self.tokens.filter { !$0.isNormalized && !$0.content.isEmpty }.map { (Array($0.content.utf8), $0) })
    normalized = TokenFinder(
      self.tokens.filter { $0.isNormalized && !$0.content.isEmpty }.map { token in
        let bytes = Array(token.content.utf8)
        return (composes ? Normalization.composed(bytes) : bytes, token)
      })
  }

  /// A stretch of text: an added token, or text between such tokens.
  struct Stretch {
    var range: Range<Int>
    var token: Int32?
  }

  enum Stage { case beforeNormalization, afterNormalization }

  /// Cuts a text at the added tokens of a stage. Where two match, the leftmost does, and of those the longest.
  func split(_ bytes: UnsafeBufferPointer<UInt8>, stage: Stage, parseSpecial: Bool) -> [Stretch] {
    let finder = stage == .beforeNormalization ? raw : normalized
    guard !bytes.isEmpty else { return [] }
    guard !finder.isEmpty else { return [Stretch(range: 0..<bytes.count, token: nil)] }
    var stretches: [Stretch] = []
    var done = 0
    var position = 0
    while let match = finder.next(in: bytes, from: position) {
      position = match.end
      guard parseSpecial || !match.token.isSpecial else { continue }
      if match.token.isSingleWord, touchesWord(bytes, match.start, match.end) { continue }
      var start = match.start
      var end = match.end
      if match.token.stripsLeft { start = max(spaceStart(bytes, before: start), done) }
      if match.token.stripsRight {
        end = spaceEnd(bytes, after: end)
      }
      if done < start { stretches.append(Stretch(range: done..<start, token: nil)) }
      stretches.append(Stretch(range: start..<end, token: match.token.id))
      done = end
      position = max(position, end)
    }
    if done < bytes.count { stretches.append(Stretch(range: done..<bytes.count, token: nil)) }
    return stretches
  }

  private func touchesWord(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
    let reader = UTF8Reader(bytes: bytes)
    if start > 0, isWord(reader, reader.start(before: start)) { return true }
    return end < bytes.count && isWord(reader, end)
  }

  private func isWord(_ reader: UTF8Reader, _ position: Int) -> Bool {
    Unicode.Scalar(reader.scalar(at: position).value).map(ScalarClass.isWord) ?? false
  }

  private func spaceStart(_ bytes: UnsafeBufferPointer<UInt8>, before position: Int) -> Int {
    let reader = UTF8Reader(bytes: bytes)
    var start = position
    while start > 0 {
      let previous = reader.start(before: start)
      guard isSpace(reader, previous) else { break }
      start = previous
    }
    return start
  }

  private func spaceEnd(_ bytes: UnsafeBufferPointer<UInt8>, after position: Int) -> Int {
    let reader = UTF8Reader(bytes: bytes)
    var end = position
    while end < bytes.count, isSpace(reader, end) { end += reader.scalar(at: end).length }
    return end
  }

  private func isSpace(_ reader: UTF8Reader, _ position: Int) -> Bool {
    Unicode.Scalar(reader.scalar(at: position).value)?.properties.isWhitespace ?? false
  }
}

/// Finds the leftmost, then longest, of some byte strings: a trie, entered only at bytes that begin one of them.
private struct TokenFinder: Sendable {
  private struct Node: Sendable {
    var token: Int32 = -1
    /// The bytes that lead on, sorted, and the nodes they lead to.
    var bytes: [UInt8] = []
    var next: [Int32] = []

    func step(_ byte: UInt8) -> Int32? {
      guard let index = bytes.firstIndex(of: byte) else { return nil }
      return next[index]
    }
  }

  private var nodes = [Node()]
  private var tokens: [AddedToken] = []
  private var begins = [Bool](repeating: false, count: 256)

  var isEmpty: Bool { tokens.isEmpty }

  init(_ entries: [(bytes: [UInt8], token: AddedToken)]) {
    for (bytes, token) in entries {
      guard let first = bytes.first else { continue }
      begins[Int(first)] = true
      var node = 0
      for byte in bytes {
        if let next = nodes[node].step(byte) {
          node = Int(next)
        } else {
          nodes[node].bytes.append(byte)
          nodes[node].next.append(Int32(nodes.count))
          node = nodes.count
          nodes.append(Node())
        }
      }
      guard nodes[node].token < 0 else { continue }
      nodes[node].token = Int32(tokens.count)
      tokens.append(token)
    }
  }

  func next(
    in bytes: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> (start: Int, end: Int, token: AddedToken)? {
    begins.withUnsafeBufferPointer { begins in
      var start = start
      while start < bytes.count {
        if begins[Int(bytes[start])], let match = longest(in: bytes, at: start) {
          return (start, match.end, tokens[Int(match.token)])
        }
        start += 1
      }
      return nil
    }
  }

  private func longest(in bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> (end: Int, token: Int32)? {
    var best: (end: Int, token: Int32)?
    var node = 0
    var position = start
    while position < bytes.count, let next = nodes[node].step(bytes[position]) {
      node = Int(next)
      position += 1
      if nodes[node].token >= 0 { best = (position, nodes[node].token) }
    }
    return best
  }
}
