/// Takes the program out of a whole model response.
public enum ResponseProgram {
  public enum Extraction: Sendable, Hashable {
    case program(source: String, language: String)
    /// There is none; `why` says so to a person.
    case noProgram(why: String)
  }

  /// The last fenced block that fits, of the text after the last `</think>`.
  ///
  /// A block fits if its tag means the language; blocks without a tag count only if no tagged one fits, those with
  /// another tag never. A block that is not closed does not count, and nothing does if a `<think>` is left open. Without
  /// `language` the tag decides it. Time is linear in the response.
  ///
  ///     ResponseProgram.extract(response: text, language: "python3", aliases: aliases)
  public static func extract(response: String, language: String?, aliases: LanguageAliases) -> Extraction {
    let bytes = Array(response.utf8)
    let start = ThinkTags.end(of: ThinkTags.close, in: bytes) ?? 0
    var scanner = FenceScanner(bytes: bytes, range: start..<bytes.count)
    var choice = Choice(language: language, aliases: aliases)
    var outsideStart = start
    while let block = scanner.next() {
      // Within a closed block the letters are a program's, outside they are a tag.
      if ThinkTags.contains(ThinkTags.open, bytes, outsideStart..<block.extent.lowerBound) { return unclosedThink }
      outsideStart = block.extent.upperBound
      choice.consider(block)
    }
    if ThinkTags.contains(ThinkTags.open, bytes, outsideStart..<bytes.count) { return unclosedThink }
    guard let (block, language) = choice.chosen else {
      return .noProgram(why: choice.whyNone(hasUnclosedBlock: scanner.unclosed != nil))
    }
    return .program(source: block.text(of: bytes), language: language)
  }

  private static let unclosedThink = Extraction.noProgram(why: "the response has a <think> that is not closed")

  private struct Choice {
    let language: String?
    let aliases: LanguageAliases
    private var fitting: (FencedBlock, String)?
    private var untagged: FencedBlock?
    private var lastOtherTag: String?

    init(language: String?, aliases: LanguageAliases) {
      self.language = language
      self.aliases = aliases
    }

    mutating func consider(_ block: FencedBlock) {
      if block.tag.isEmpty {
        untagged = block
      } else if let language {
        if aliases.fits(tag: block.tag, language: language) {
          fitting = (block, language)
        } else {
          lastOtherTag = block.tag
        }
      } else if let tagged = aliases.language(ofTag: block.tag) {
        fitting = (block, tagged)
      } else {
        lastOtherTag = block.tag
      }
    }

    var chosen: (FencedBlock, String)? {
      if let fitting { return fitting }
      guard let untagged, let language else { return nil }
      return (untagged, language)
    }

    func whyNone(hasUnclosedBlock: Bool) -> String {
      if hasUnclosedBlock { return "the last fenced block of the response is not closed" }
      if untagged != nil { return "no fenced block of the response names its language" }
      guard let lastOtherTag else { return "the response has no fenced block" }
      let tag = ShortText.quote(Array(lastOtherTag.utf8))
      guard let language else { return "the tag \(tag) of the last fenced block means no language" }
      return "no fenced block of the response is \(language): the last one is tagged \(tag)"
    }
  }
}
