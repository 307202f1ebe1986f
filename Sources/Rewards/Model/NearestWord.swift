/// The word that was probably meant.
public enum NearestWord {
  /// The candidate at the least edit distance (Levenshtein), if that is at most a third of the word (and 3 letters).
  public static func to(_ word: String, in candidates: [String]) -> String? {
    let letters = Array(word.lowercased().utf8.prefix(32))
    guard letters.count > 1 else { return nil }
    let allowed = min(3, max(1, letters.count / 3))
    let ranked = candidates.map { (id: $0, distance: editDistance(letters, Array($0.utf8))) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }), best.distance <= allowed else { return nil }
    return best.id
  }

  private static func editDistance(_ first: [UInt8], _ second: [UInt8]) -> Int {
    var row = Array(0...second.count)
    for (i, a) in first.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, b) in second.enumerated() {
        let substituted = diagonal + (a == b ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, diagonal + 1, row[j] + 1)
      }
    }
    return row[second.count]
  }
}
