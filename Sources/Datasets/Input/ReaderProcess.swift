import Glibc
import Processes

/// A program whose standard output is read through a pipe. Ended and reaped when this goes away.
final class ReaderProcess {
  private let process: ChildProcess
  private let output: Descriptor
  private let errorFile: Descriptor

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
    guard let errors = try? TemporaryFile.create(file: executable),
      let child = try? ChildProcess(
        executable, arguments, output: .descriptor(writeEnd.number), errors: .descriptor(errors.number))
    else { return nil }
    errorFile = errors
    process = child
  }

  func read(into buffer: UnsafeMutableRawBufferPointer, file: String) throws -> Int {
    try output.read(into: buffer, file: file)
  }

  /// Waits for the end: the exit code, or 128 + the signal.
  func wait() -> Int32 { process.wait() }

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
