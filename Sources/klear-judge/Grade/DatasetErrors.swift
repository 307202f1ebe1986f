import Rewards

/// Problems that turned out, while they were judged, to be none that can be: each named once.
struct DatasetErrors {
  /// Submissions that have no reward because of one.
  private(set) var count = 0
  private var named: Set<String> = []

  /// The message to print for a result, if it has an error that was not named before.
  mutating func new(in result: SubmissionResult, place: String) -> String? {
    guard result.hasDatasetError else { return nil }
    count += 1
    let ofTest = result.tests.first { $0.reason.isDatasetError }?.message
    let words = (ofTest ?? result.message ?? "the problem cannot be judged").split(separator: "\n")
    let message = "\(place): \(words.joined(separator: "\n  "))"
    return named.insert(message).inserted ? message : nil
  }
}

extension SubmissionResult {
  /// Whether the problem, or one of its tests, could not be judged.
  var hasDatasetError: Bool { reason.isDatasetError || tests.contains { $0.reason.isDatasetError } }
}

extension Reason {
  fileprivate var isDatasetError: Bool { self == .datasetError || self == .goldUnparseable }
}
