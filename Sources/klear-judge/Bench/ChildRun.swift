import Dispatch
import Processes

/// A program started plainly, without any sandbox: what judges that only call `subprocess` do.
struct ChildCommand: Sendable {
  /// The executable and its arguments; the first is an absolute path.
  var words: [String]
  /// `NAME=value`.
  var environment: [String]
  var folder: String?

  struct Ending: Sendable {
    var succeeded: Bool
    var output: [UInt8]
  }

  /// Runs it to its end, on a thread that may block. `nil` where it cannot be started.
  func run(input: [UInt8] = []) async -> Ending? {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        let ended = try? FinishedProcess(
          running: words[0], Array(words.dropFirst()), environment: environment, folder: folder, input: input)
        continuation.resume(returning: ended.map { Ending(succeeded: $0.status == 0, output: $0.output) })
      }
    }
  }
}
