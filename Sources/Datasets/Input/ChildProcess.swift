import Glibc

/// A program whose standard output is read through a pipe. Ended and reaped when this goes away.
final class ChildProcess {
  private let process: pid_t
  private let output: Descriptor
  private let errorFile: Descriptor
  private var status: Int32?

  /// - Parameters:
  ///   - executable: an absolute path.
  ///   - arguments: those after the program's name.
  /// - Returns: `nil` where the program cannot be started.
  init?(executable: String, arguments: [String]) {
    var pipes: [Int32] = [0, 0]
    guard pipe(&pipes) == 0 else { return nil }
    output = Descriptor(number: pipes[0])
    let writeEnd = Descriptor(number: pipes[1])
    for end in pipes { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    guard let errors = try? TemporaryFile.create(file: executable) else { return nil }
    errorFile = errors
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, writeEnd.number, 1)
    posix_spawn_file_actions_adddup2(&actions, errors.number, 2)
    var child: pid_t = 0
    let words = ([executable] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    guard posix_spawn(&child, executable, &actions, nil, words, environ) == 0 else { return nil }
    process = child
  }

  deinit {
    if status == nil {
      kill(process, SIGKILL)
      _ = wait()
    }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer, file: String) throws -> Int {
    try output.read(into: buffer, file: file)
  }

  /// Waits for the end: the exit code, or 128 + the signal.
  func wait() -> Int32 {
    if let status { return status }
    var raw: Int32 = 0
    while waitpid(process, &raw, 0) < 0 && errno == EINTR {}
    let signal = raw & 0x7F
    let code = signal == 0 ? (raw >> 8) & 0xFF : 128 + signal
    status = code
    return code
  }

  /// The last line that the program wrote to standard error, shortened.
  func lastErrorLine() -> String {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let size = lseek(errorFile.number, 0, SEEK_END)
    let start = max(0, size - off_t(buffer.count))
    let count = pread(errorFile.number, &buffer, buffer.count, start)
    let text = String(decoding: buffer[..<max(0, count)], as: UTF8.self)
    return String(text.split(separator: "\n").last?.prefix(300) ?? "")
  }
}
