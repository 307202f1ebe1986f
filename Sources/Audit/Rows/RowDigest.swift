import Rewards

/// The number of a row among all rows of all files, from 0.
typealias RowIndex = UInt32

/// What set checks keep of a row: a few hundred bytes, made beside the row checks on all cores.
struct RowDigest: Sendable {
  var kind: AuditRow.Kind
  var hasPrompt: Bool
  var hasOwnID: Bool
  var idMustBeUnique: Bool
  /// Of prompt and options (and tests, where a program's row has no prompt); 0: nothing to compare by.
  var exactKey: UInt64
  var looseKey: UInt64
  var gold: String?
  var settings: MathSettings
  /// Of the response that the row teaches; 0: none.
  var taughtKey: UInt64
  /// Tests of a program's row.
  var testsKey: UInt64
  var wordCount: Int
  var signature: MinHash?
  var numberSum: UInt64
  var numbers: [UInt64]
  /// Hashes of the different words, where a check asks for them.
  var distinctWords: [UInt64]
  var overlaps: [Overlap]
  var language: TextLanguage?
  /// Tokens or words of the prompt.
  var length: Int
}

extension RowDigest {
  init(
    _ row: AuditRow, words: WordScan, benchmark: BenchmarkIndex?, tokenCount: ((String) -> Int)?, keepsWords: Bool
  ) {
    kind = row.kind
    hasPrompt = row.prompt != nil
    hasOwnID = row.hasOwnID
    idMustBeUnique = row.idMustBeUnique
    gold = row.gold
    settings = row.settings
    taughtKey = row.taught.map { Hash.of($0) } ?? 0
    testsKey = row.problem.map(Self.testsKey) ?? 0
    let question = row.question
    if let question, words.count > 0 {
      exactKey = NormalText.exactKey(question)
      looseKey = NormalText.looseKey(question)
    } else {
      exactKey = testsKey
      looseKey = 0
    }
    wordCount = words.count
    signature = words.count >= Self.fewestWords && taughtKey == 0 ? MinHash(words) : nil
    numberSum = words.numberSum
    numbers = words.numbers
    distinctWords = keepsWords ? Array(Set(words.hashes)) : []
    overlaps = question.flatMap { text in benchmark?.overlaps(with: text, words) } ?? []
    language = row.prompt.flatMap(TextLanguage.init)
    length = row.prompt.map { tokenCount?($0) ?? words.count } ?? 0
  }

  /// Nothing is compared by the row's text.
  mutating func forgetText() {
    exactKey = testsKey
    looseKey = 0
    signature = nil
    overlaps = []
  }

  /// Shorter texts share most of their words by chance.
  static let fewestWords = 6

  private static func testsKey(_ problem: Problem) -> UInt64 {
    var hash = Hash.of(problem.functionName ?? "")
    for test in problem.tests {
      if case .bytes(let bytes) = test.input { hash = Hash.pair(hash, Hash.of(bytes)) }
      if case .bytes(let bytes) = test.output { hash = Hash.pair(hash, Hash.of(bytes)) }
    }
    for code in problem.testCode { hash = Hash.pair(hash, Hash.of(code)) }
    return hash
  }
}
