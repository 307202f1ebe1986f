import Datasets
import Rewards

/// Fields that several requests have.
extension JSONValue {
  /// Names what is not known, since a misspelt setting would be left out unseen.
  func refuseUnknown(_ known: [String]) throws {
    for (key, value) in try members() where !known.contains(key) {
      let near = NearestWord.to(key, in: known)
      let advice = near.map { "did you mean \"\($0)\"?" } ?? "known are \(known.joined(separator: ", "))"
      throw APIError(.invalid, "unknown field; \(advice)", field: value.path)
    }
  }

  func rewardKind() throws -> RewardKind {
    let name = try string()
    guard let kind = RewardKind(rawValue: name) else {
      throw error(.invalidValue, "unknown reward \"\(name.prefix(40))\": use soft or hard")
    }
    return kind
  }

  /// Whole seconds of a deadline within the server's bounds.
  func deadline(_ settings: ServerSettings) throws -> Double {
    try number(in: 0.001...settings.longestDeadlineSeconds)
  }
}
