public import Rewards

/// Problems by id.
public protocol ProblemSource: Sendable {
  /// In the order of the input.
  var ids: [String] { get }

  /// - Returns: `nil` for an unknown id.
  /// - Throws: ``DatasetError`` where the problem can no longer be read.
  func problem(id: String) throws -> Problem?

  /// Where the problem stands, for messages: `p.jsonl:12`. `nil` where nobody knows.
  func place(id: String) -> String?
}

extension ProblemSource {
  public func place(id: String) -> String? { nil }
}

/// Problems that are all in memory: packages, whose test data stays in files, and tests.
public struct ProblemList: ProblemSource {
  public let ids: [String]
  private let byID: [String: Problem]

  /// - Throws: ``DatasetError`` `.duplicateID`.
  public init(_ problems: [Problem], file: String = "problems") throws {
    ids = problems.map(\.id)
    byID = try Dictionary(
      problems.map { ($0.id, $0) },
      uniquingKeysWith: { first, _ in
        throw DatasetError(.duplicateID, file: file, field: "id", message: "\"\(first.id)\" stands there twice")
      })
  }

  public func problem(id: String) -> Problem? { byID[id] }
}
