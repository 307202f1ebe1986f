/// The language tables as bytes, ready to be looked for.
struct AnswerPhrases: Sendable {
  struct Language: Sendable {
    var copulas: [[UInt8]]
    var denials: [[UInt8]]
    var finals: [[UInt8]]
    var adjectives: [[UInt8]]
    var prepositions: [[UInt8]]
  }

  struct Noun: Sendable {
    var bytes: [UInt8]
    var language: Language
  }

  /// By first byte, the longest first.
  private(set) var nouns: [[Noun]] = Array(repeating: [], count: 256)
  let turns: WordSet

  /// The phrases of that language and of English, or of all languages where it is not known.
  static func of(_ language: String?) -> AnswerPhrases {
    guard let name = language?.lowercased(), let phrases = byLanguage[name] else { return all }
    return phrases
  }

  private static let all = AnswerPhrases(Array(AnswerLanguages.all.values))
  private static let byLanguage: [String: AnswerPhrases] = {
    let english = AnswerLanguages.all["english"].map { [$0] } ?? []
    return AnswerLanguages.all.mapValues { AnswerPhrases(english + [$0]) }
  }()

  private init(_ languages: [AnswerLanguage]) {
    turns = WordSet(languages.flatMap(\.turns))
    for row in languages {
      let language = Language(
        copulas: Self.bytes(row.copulas), denials: Self.bytes(row.denials),
        finals: Self.bytes(row.finals), adjectives: Self.bytes(row.adjectives),
        prepositions: Self.bytes(row.prepositions))
      for noun in Self.bytes(row.nouns) {
        nouns[Int(noun[0])].append(Noun(bytes: noun, language: language))
      }
    }
    for key in nouns.indices { nouns[key].sort { $0.bytes.count > $1.bytes.count } }
  }

  private static func bytes(_ words: [String]) -> [[UInt8]] {
    words.filter { !$0.isEmpty }.map { Array($0.utf8) }.sorted { $0.count > $1.count }
  }
}
