import CProcesses
import Glibc
import Synchronization

/// A program that was started plainly, without any sandbox, with the three streams it was given and no other
/// descriptor of ours. Killed and reaped when this goes away.
///
/// Foundation's `Process` is not used anywhere: up to Swift 6.3 it reads past the end of a directory entry when it
/// starts a program while more than 1,300 descriptors are open, and a server's tests have that many.
public final class ChildProcess: Sendable {
  /// Where a stream leads.
  public enum Stream: Sendable {
    /// The null device.
    case nothing
    /// As in this process.
    case inherited
    /// A file to read, or one that is made anew to write.
    case file(String)
    case descriptor(Int32)
  }

  public let identifier: Int32
  /// The exit code, or 128 + the signal, once it has been reaped.
  private let status = Mutex<Int32?>(nil)

  /// - Parameters:
  ///   - executable: an absolute path.
  ///   - arguments: those after the program's name.
  ///   - environment: `NAME=value`; `nil` for this process's own.
  ///   - folder: where it runs; `nil` for this process's own.
  /// - Throws: ``StartError`` with what the system says.
  public init(
    _ executable: String, _ arguments: [String] = [], environment: [String]? = nil, folder: String? = nil,
    input: Stream = .nothing, output: Stream = .inherited, errors: Stream = .inherited
  ) throws(StartError) {
    var opened: [Int32] = []
    defer { for descriptor in opened { close(descriptor) } }
    var streams: [Int32] = []
    for (stream, inherited) in [(input, Int32(0)), (output, 1), (errors, 2)] {
      let flags = inherited == 0 ? O_RDONLY : O_WRONLY | O_CREAT | O_TRUNC
      switch stream {
      case .inherited: streams.append(inherited)
      case .descriptor(let descriptor): streams.append(descriptor)
      case .nothing, .file:
        let path = if case .file(let path) = stream { path } else { "/dev/null" }
        let descriptor = open(path, flags | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw StartError(path: path, code: errno) }
        opened.append(descriptor)
        streams.append(descriptor)
      }
    }
    let words = ([executable] + arguments).map { strdup($0) } + [nil]
    let variables = environment.map { $0.map { strdup($0) } + [nil] }
    defer { for text in words + (variables ?? []) { free(text) } }
    var child: pid_t = 0
    let code = cprocesses_start(words, variables, folder, streams, &child)
    guard code == 0 else { throw StartError(path: executable, code: code) }
    identifier = child
  }

  deinit {
    if isRunning { kill(identifier, SIGKILL) }
    _ = wait()
  }

  public var isRunning: Bool {
    status.withLock { $0 == nil && cprocesses_ended(identifier, 0) == 0 }
  }

  /// Sends a signal, unless the program has been reaped and its number may be another's.
  public func send(_ signal: Int32) {
    status.withLock { if $0 == nil { _ = kill(identifier, signal) } }
  }

  /// Waits for the end, on a thread that may block: the exit code, or 128 + the signal.
  @discardableResult
  public func wait() -> Int32 {
    // Without the lock, so that others may ask and send meanwhile.
    if status.withLock({ $0 == nil }) { _ = cprocesses_ended(identifier, 1) }
    return status.withLock { known in
      if let known { return known }
      var raw: Int32 = 0
      while waitpid(identifier, &raw, 0) < 0 && errno == EINTR {}
      let signal = raw & 0x7F
      let code = signal == 0 ? (raw >> 8) & 0xFF : 128 + signal
      known = code
      return code
    }
  }
}

/// A program could not be started, or a file for one of its streams not be opened.
public struct StartError: Error, CustomStringConvertible {
  public let path: String
  public let code: Int32

  public var description: String { "\(path): \(String(cString: strerror(code)))" }
}
