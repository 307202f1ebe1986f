/// A byte-level BPE model: its tokens and its merges.
struct BytePairModel: Sendable {
  /// Each token as files write it, in the byte alphabet.
  let surfaces: ByteStrings
  /// The bytes that each token stands for; empty for a token that is not of the alphabet.
  let texts: ByteStrings
  /// The tokens by ``surfaces``.
  let surfaceIndex: ByteIndex
  /// The tokens by ``texts``: whole words, which a model with `ignore_merges` looks up first.
  private let textIndex: ByteIndex
  /// The merges in order of rank, as they were given.
  let merges: [(left: Int32, right: Int32)]
  let pairs: PairTable
  /// The token of each single byte, or -1.
  let byteTokens: [Int32]
  let ignoresMerges: Bool
  /// Stands for bytes without a token; without it they are left out, as Hugging Face does.
  let unknownID: Int32?
  /// Whether neighbours without a token become one unknown token.
  let fusesUnknown: Bool
  /// Whether every byte has a token, so that every text can be encoded.
  let isComplete: Bool

  var count: Int { surfaces.count }

  /// Where the parts of a model come from, for errors.
  struct Origin {
    var file: String
    /// The paths of the tokens and of the merges.
    var tokens: String
    var merges: String
  }

  /// - Parameters:
  ///   - surfaces: the tokens by id.
  ///   - merges: the two halves of each merge, as surfaces, by rank.
  /// - Throws: ``TokenizerError`` for a token that comes twice and for a merge of tokens that do not exist.
  init(
    surfaces: ByteStrings, merges: [(left: [UInt8], right: [UInt8])], ignoresMerges: Bool, unknown: [UInt8]? = nil,
    fusesUnknown: Bool = false, origin: Origin
  ) throws(TokenizerError) {
    var surfaceIndex = ByteIndex(capacity: surfaces.count)
    var textIndex = ByteIndex(capacity: surfaces.count)
    var texts = ByteStrings()
    var byteTokens = [Int32](repeating: -1, count: 256)
    for id in 0..<surfaces.count {
      if let other = surfaceIndex.insert(id, of: surfaces) {
        throw TokenizerError(
          .invalidField, file: origin.file, field: origin.tokens,
          "the ids \(other) and \(id) have the same token \(Self.quote(surfaces[id]))")
      }
      let text = ByteAlphabet.decode(surfaces[id]) ?? []
      texts.append(text)
      if text.count == 1 { byteTokens[Int(text[0])] = Int32(id) }
      if !text.isEmpty { _ = textIndex.insert(id, of: texts) }
    }
    var unknownID: Int32?
    if let unknown {
      guard let id = surfaceIndex.find(unknown, in: surfaces) else {
        throw TokenizerError(
          .invalidField, file: origin.file, field: "model.unk_token", "\(Self.quote(unknown)) is no token")
      }
      unknownID = Int32(id)
    }
    (self.merges, pairs) = try Self.readMerges(merges, surfaces: surfaces, index: surfaceIndex, origin: origin)
    self.surfaces = surfaces
    self.texts = texts
    self.surfaceIndex = surfaceIndex
    self.textIndex = textIndex
    self.byteTokens = byteTokens
    self.ignoresMerges = ignoresMerges
    self.unknownID = unknownID
    self.fusesUnknown = fusesUnknown
    isComplete = !byteTokens.contains(-1)
  }

  private static func readMerges(
    _ merges: [(left: [UInt8], right: [UInt8])], surfaces: ByteStrings, index: ByteIndex, origin: Origin
  ) throws(TokenizerError) -> ([(left: Int32, right: Int32)], PairTable) {
    var ids: [(left: Int32, right: Int32)] = []
    ids.reserveCapacity(merges.count)
    var pairs = PairTable(capacity: merges.count)
    for (rank, merge) in merges.enumerated() {
      let parts = [merge.left, merge.right, merge.left + merge.right]
      var found: [Int32] = []
      for part in parts {
        guard let id = index.find(part, in: surfaces) else {
          throw TokenizerError(
            .invalidField, file: origin.file, field: "\(origin.merges)[\(rank)]",
            "names \(quote(part)), which is no token", advice: "the merges are of another vocabulary")
        }
        found.append(Int32(id))
      }
      ids.append((found[0], found[1]))
      pairs.insert(found[0], found[1], .init(rank: UInt32(rank), id: found[2]))
    }
    return (ids, pairs)
  }

  static func quote(_ bytes: some Sequence<UInt8>) -> String {
    let text = String(decoding: Array(bytes), as: UTF8.self)
    return "\"" + (text.unicodeScalars.count > 60 ? String(text.unicodeScalars.prefix(60)) + "…" : text) + "\""
  }

  /// The token that is exactly this word, where the model asks for that before any merge.
  func wholeWord(_ word: UnsafeBufferPointer<UInt8>) -> Int32? {
    ignoresMerges ? textIndex.find(word, in: texts).map(Int32.init) : nil
  }
}
