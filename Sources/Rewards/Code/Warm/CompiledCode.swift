import Sandbox
import Synchronization

/// A program's code as its interpreter compiled it, once one of its runs has handed it out. The harness does that before
/// the program begins, and nobody but runs of the same program ever reads it.
final class CompiledCode: Sendable {
  private let state = Mutex<SealedBytes?>(nil)

  var bytes: SealedBytes? { state.withLock { $0 } }

  func keep(_ bytes: [UInt8]) {
    guard !bytes.isEmpty, let sealed = try? SealedBytes(bytes) else { return }
    state.withLock { $0 = $0 ?? sealed }
  }
}
