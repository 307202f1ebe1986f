import CSandbox
import Glibc
import Synchronization

/// Owns an open file descriptor and closes it when told to, or when the last reference goes.
public final class Descriptor: Sendable {
  private let state: Atomic<Int32>

  /// -1 once closed.
  public var number: Int32 { state.load(ordering: .acquiring) }

  /// Takes ownership.
  public init(owning number: Int32) { state = Atomic(number) }

  deinit { close() }

  /// Closes it now; nothing happens the second time.
  public func close() {
    let number = state.exchange(-1, ordering: .acquiringAndReleasing)
    if number >= 0 { Glibc.close(number) }
  }

  /// Another descriptor of the same open file.
  public func duplicate() throws(SandboxFault) -> Descriptor {
    let copy = fcntl(number, F_DUPFD_CLOEXEC, 3)
    guard copy >= 0 else { throw SandboxFault(.resources, errorNumber: errno, "a descriptor cannot be copied") }
    return Descriptor(owning: copy)
  }

  /// Both ends of a pipe; writing ends get `EPIPE` once every reading end is closed.
  public static func pipe() throws(SandboxFault) -> (reading: Descriptor, writing: Descriptor) {
    var ends: [Int32] = [-1, -1]
    guard csandbox_pipe(&ends) == 0 else {
      throw SandboxFault(.resources, errorNumber: errno, "no pipe could be made; raise the limit on open files")
    }
    return (Descriptor(owning: ends[0]), Descriptor(owning: ends[1]))
  }

  static func socketPair() throws(SandboxFault) -> (Descriptor, Descriptor) {
    var ends: [Int32] = [-1, -1]
    guard csandbox_socketpair(&ends) == 0 else {
      throw SandboxFault(.resources, errorNumber: errno, "no socket could be made; raise the limit on open files")
    }
    return (Descriptor(owning: ends[0]), Descriptor(owning: ends[1]))
  }

  static func open(_ path: String, flags: Int32) throws(SandboxFault) -> Descriptor {
    let number = Glibc.open(path, flags | O_CLOEXEC)
    guard number >= 0 else { throw SandboxFault(.resources, errorNumber: errno, "cannot open \(path)") }
    return Descriptor(owning: number)
  }

  /// Reads what is there, at most `capacity` bytes. Empty at the end of the file; `nil` when nothing is there yet.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    while true {
      let count = Glibc.read(number, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if errno == EINTR { continue }
      return errno == EAGAIN ? nil : 0
    }
  }
}

extension [Descriptor] {
  /// Gives their numbers to `body`, all open until it returns. An array's life ends with its last use, also in the
  /// middle of the statement that passes the numbers on, and takes its descriptors with it.
  func withNumbers<Result>(_ body: ([Int32]) -> Result) -> Result {
    withExtendedLifetime(self) { body(map(\.number)) }
  }
}

/// The text of a kernel error number.
func errorText(_ number: Int32) -> String {
  var buffer = [CChar](repeating: 0, count: 128)
  guard strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
  return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
