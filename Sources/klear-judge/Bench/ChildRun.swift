import CBench
import Dispatch
import Glibc

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
      DispatchQueue.global().async { continuation.resume(returning: self.runBlocking(input: input)) }
    }
  }

  /// Input and output are files without a name: nothing waits on a pipe.
  private func runBlocking(input: [UInt8]) -> Ending? {
    guard let inputFile = MemoryFile(input), let outputFile = MemoryFile([]) else { return nil }
    let arguments = words.map { strdup($0) } + [nil]
    let variables = environment.map { strdup($0) } + [nil]
    defer { for word in arguments + variables { free(word) } }
    var child: pid_t = 0
    let error = cbench_start(arguments, variables, folder, inputFile.descriptor, outputFile.descriptor, &child)
    guard error == 0 else { return nil }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    return Ending(succeeded: status == 0, output: outputFile.contents())
  }
}

/// Bytes in a file without a name, closed at the end.
private final class MemoryFile {
  let descriptor: Int32

  init?(_ bytes: [UInt8]) {
    descriptor = cbench_unnamed_file()
    guard descriptor >= 0 else { return nil }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written, off_t(written))
      }
      guard count > 0 else { return nil }
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
