import Crypto
import Sandbox
import Synchronization

/// Compiled programs by content: the same source, flags, tools and profile are compiled once, also when many ask at the
/// same time.
///
/// Kept in memory as sealed bundles, which only this process wrote, from the one output of a compile sandbox.
final class BuildCache: Sendable {
  enum Built: Sendable {
    case artifact(SealedBytes, CompileResult)
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

  init(capacityBytes: Int = 256 << 20) { self.capacityBytes = capacityBytes }

  /// The key of a program: sources by name and content, commands (with flags), tools, and profile.
  static func key(language: ResolvedLanguage, layout: ProgramLayout) -> String {
    var hash = SHA256()
    func add(_ text: String) {
      hash.update(data: Array(text.utf8))
      hash.update(data: [0])
    }
    add(language.language.id)
    add(language.identity)
    for word in language.compileCommand(layout) ?? [] { add(word) }
    for (name, value) in language.compileEnvironment().sorted(by: { $0.key < $1.key }) { add(name + "=" + value) }
    for file in layout.files.sorted(by: { $0.name < $1.name }) {
      add(file.name)
      add(String(file.contents.count))
      hash.update(data: file.contents)
    }
    return hash.finalize().map { String($0, radix: 16) }.joined(separator: ".")
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
      let task = Task { await build() }
      state.entries[key] = Entry(task: task, lastUse: state.clock)
      return (task, false)
    }
    let result = await task.value
    if !cached { keep(key, result) }
    return (result, cached)
  }

  private func keep(_ key: String, _ result: Result<Built, SandboxFault>) {
    state.withLock { state in
      switch result {
      case .failure: state.entries[key] = nil
      case .success(.failed): break
      case .success(.artifact(let bundle, _)):
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
