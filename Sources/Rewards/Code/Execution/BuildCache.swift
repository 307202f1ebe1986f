import Sandbox
import Synchronization

/// Compiled programs by content: the same source, flags, tools and profile are compiled once, also when many ask at the
/// same time.
///
/// Kept in memory as sealed bundles, which only this process wrote, from the one output of a compile sandbox; and on
/// disk, if there is a store, for later processes.
final class BuildCache: Sendable {
  enum Built: Sendable {
    /// The bundle to hand out; `bundle` are the same bytes for the store, dropped once they are there.
    case artifact(SealedBytes, CompileResult, bundle: [UInt8])
    case failed(CompileResult, Reason)
  }

  private struct Entry {
    var task: Task<Result<Built, SandboxFault>, Never>
    var lastUse: UInt64
    var byteCount = 0
  }

  private struct State {
    var entries: [String: Entry] = [:]
    var clock: UInt64 = 0
    var byteCount = 0
  }

  private let state = Mutex(State())
  private let capacityBytes: Int
  private let store: BuildStore?
  /// Headers and the like for quick compilations; `nil` without a store to keep them in.
  let prepared: PreparedFiles?

  init(capacityBytes: Int = 256 << 20, store: BuildStore? = nil) {
    self.capacityBytes = capacityBytes
    self.store = store
    prepared = store.map(PreparedFiles.init)
  }

  /// What `build` makes of this key, made once. A fault is not kept: the next who asks tries again.
  func built(
    _ key: String, build: @escaping @Sendable () async -> Result<Built, SandboxFault>
  ) async -> (result: Result<Built, SandboxFault>, cached: Bool) {
    let (task, cached) = state.withLock { state in
      state.clock += 1
      if let entry = state.entries[key] {
        state.entries[key]?.lastUse = state.clock
        return (entry.task, true)
      }
      let store = store
      let task = Task { await BuildCache.stored(key, store, build) }
      state.entries[key] = Entry(task: task, lastUse: state.clock)
      return (task, false)
    }
    let result = await task.value
    if !cached { keep(key, result) }
    return (result, cached)
  }

  /// From the store, or built and put there.
  private static func stored(
    _ key: String, _ store: BuildStore?, _ build: @Sendable () async -> Result<Built, SandboxFault>
  ) async -> Result<Built, SandboxFault> {
    if let known = store?.program(key), let bundle = try? SealedBytes(known.bundle) {
      return .success(.artifact(bundle, known.compile, bundle: []))
    }
    let result = await build()
    guard case .success(.artifact(let sealed, let compile, let bundle)) = result else { return result }
    store?.keep(StoredBuild(bundle: bundle, compile: compile), key)
    return .success(.artifact(sealed, compile, bundle: []))
  }

  private func keep(_ key: String, _ result: Result<Built, SandboxFault>) {
    state.withLock { state in
      switch result {
      case .failure: state.entries[key] = nil
      case .success(.failed): break
      case .success(.artifact(let bundle, _, _)):
        state.entries[key]?.byteCount = bundle.byteCount
        state.byteCount += bundle.byteCount
      }
      while state.byteCount > capacityBytes || state.entries.count > 4096,
        let oldest = state.entries.filter({ $0.key != key }).min(by: { $0.value.lastUse < $1.value.lastUse })
      {
        state.entries[oldest.key] = nil
        state.byteCount -= oldest.value.byteCount
      }
    }
  }
}
