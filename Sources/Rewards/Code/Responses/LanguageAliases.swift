/// Which words after a fence mean which language.
public struct LanguageAliases: Sendable, Hashable {
  private var tags: [String: Set<String>] = [:]
  private var languages: [String: String] = [:]

  /// - Parameter entries: language ids with the tags that mean them. An id is a tag of its language without being listed.
  ///   Case does not count. Where a tag stands with several languages (`py` with `python3` and `pypy3`), it fits each of
  ///   them, and means the first when nothing else says which.
  public init(_ entries: [(language: String, tags: [String])]) {
    for (language, listed) in entries {
      let all = [language.lowercased()] + listed.map { $0.lowercased() }
      tags[language, default: []].formUnion(all)
      for tag in all where languages[tag] == nil { languages[tag] = language }
    }
    // An id always means itself, also where an earlier language lists it as a tag.
    for (language, _) in entries { languages[language.lowercased()] = language }
  }

  /// The language that a tag means; `nil` if none.
  public func language(ofTag tag: String) -> String? { languages[tag.lowercased()] }

  /// Whether a block with this tag may be a program in `language`. An unknown language has its own id as only tag.
  public func fits(tag: String, language: String) -> Bool {
    let tag = tag.lowercased()
    return tags[language]?.contains(tag) ?? (tag == language.lowercased())
  }
}
