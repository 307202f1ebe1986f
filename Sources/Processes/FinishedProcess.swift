import CProcesses
import Glibc

/// What a program that has run to its end left.
public struct FinishedProcess: Sendable {
  /// The exit code, or 128 + the signal.
  public let status: Int32
  public let output: [UInt8]
  public let errors: [UInt8]

  /// Runs a program to its end, on a thread that may block. Its streams are files without a name: nothing waits on a
  /// pipe, however much is written.
  /// - Parameters: as of ``ChildProcess``.
  /// - Throws: ``StartError`` where it cannot be started.
  public init(
    running executable: String, _ arguments: [String] = [], environment: [String]? = nil, folder: String? = nil,
    input: [UInt8] = []
  ) throws(StartError) {
    let files = try [UnnamedFile(input), UnnamedFile([]), UnnamedFile([])]
    let child = try ChildProcess(
      executable, arguments, environment: environment, folder: folder, input: .descriptor(files[0].descriptor),
      output: .descriptor(files[1].descriptor), errors: .descriptor(files[2].descriptor))
    status = child.wait()
    output = files[1].contents()
    errors = files[2].contents()
  }
}

/// Bytes in a file without a name, closed at the end.
private final class UnnamedFile {
  let descriptor: Int32

  init(_ bytes: [UInt8]) throws(StartError) {
    descriptor = cprocesses_unnamed_file()
    guard descriptor >= 0 else { throw StartError(path: "an unnamed file", code: errno) }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written, off_t(written))
      }
      guard count > 0 else { throw StartError(path: "an unnamed file", code: errno) }
      written += count
    }
  }

  deinit { close(descriptor) }

  func contents() -> [UInt8] {
    let size = Int(max(0, lseek(descriptor, 0, SEEK_END)))
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = max(0, pread(descriptor, buffer.baseAddress, size, 0))
    }
  }
}
