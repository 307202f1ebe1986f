/// Tests of one problem that are the same test: same input, same expected output, same arguments for the checker.
struct DuplicateTests: Sendable {
  private struct Sizes: Hashable {
    var input: Int
    var output: Int
  }

  private struct Content: Hashable {
    var input: TestData
    var output: TestData
    var checkerArguments: [String]
  }

  /// For each test that occurs at least three times the index of its first occurrence: two are run in any case.
  private(set) var first: [Int: Int] = [:]

  init(_ tests: [TestCase]) {
    let bySize = Dictionary(grouping: tests.indices) {
      Sizes(input: tests[$0].input.byteCount, output: tests[$0].output.byteCount)
    }
    for candidates in bySize.values where candidates.count > 2 {
      let same = Dictionary(grouping: candidates) {
        Content(input: tests[$0].input, output: tests[$0].output, checkerArguments: tests[$0].checkerArguments)
      }
      for members in same.values where members.count > 2 {
        for index in members { first[index] = members[0] }
      }
    }
  }

  /// What a test comes to without being run: two runs of the same test have agreed.
  func agreed(_ index: Int, among attempts: [SubmissionJudging.Attempt?]) -> SubmissionJudging.Attempt? {
    guard let first = first[index] else { return nil }
    let members = attempts.indices.filter { self.first[$0] == first }.compactMap { attempts[$0] }
    guard let one = members.first, members.count > 1,
      members.allSatisfy({ $0.result.verdict == one.result.verdict && $0.result.reason == one.result.reason }),
      one.result.verdict != .internalError, one.result.reason != .provokedFault
    else { return nil }
    var copy = one
    copy.result.index = index
    return copy
  }
}
