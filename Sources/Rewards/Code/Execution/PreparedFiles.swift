import Sandbox
import Synchronization

/// Makes what quick compilations need, each once, and says where compile runs find it.
///
/// It is made in a sandbox run like any compilation, but from sources of ours alone: no submission has a hand in what
/// another's compiler reads.
final class PreparedFiles: Sendable {
  private enum Progress {
    case underway
    case ready(folder: String)
    /// It cannot be made here: asked for once, not for every program.
    case impossible
  }

  private let store: BuildStore
  private let progress = Mutex<[String: Progress]>([:])

  init(_ store: BuildStore) { self.store = store }

  /// The name of the folder below `SandboxPaths.prepared`; `nil` when it is not there (yet), and the program is compiled
  /// the plain way.
  ///
  /// Who asks first waits until it is made, 5 seconds for the headers of C++, once for each machine; whoever comes in
  /// between does not.
  func folder(for preparation: Preparation, _ runner: any Runner) async -> String? {
    let key = preparation.key()
    let known: Progress? = progress.withLock { progress in
      let known = progress[key]
      if known == nil { progress[key] = .underway }
      return known
    }
    switch known {
    case .ready(let folder):
      store.usedPrepared(key)
      return folder
    case .underway, .impossible: return nil
    case nil: break
    }
    var folder = store.prepared(key)
    if folder == nil {
      do throws(SandboxFault) {
        folder = try await make(preparation, key, runner)
      } catch {
        // Cancelled or a fault of the machine: the next program may try again.
        progress.withLock { $0[key] = nil }
        return nil
      }
    }
    let outcome = folder.map { Progress.ready(folder: $0) } ?? .impossible
    progress.withLock { $0[key] = outcome }
    return folder
  }

  /// After a run that should have served and did not: no further program is compiled with it.
  func discard(_ preparation: Preparation) { progress.withLock { $0[preparation.key()] = .impossible } }

  private func make(
    _ preparation: Preparation, _ key: String, _ runner: any Runner
  ) async throws(SandboxFault) -> String? {
    let step = preparation.step
    // What a program may leave is less than what all headers come to: 120 MB.
    let limits = Limits(
      cpu: .seconds(step.cpuSeconds * 2), memoryBytes: step.memoryBytes, outputBytes: 1 << 20, errorBytes: 64 << 10,
      processes: step.processes, openFiles: 1024, fileBytes: 512 << 20, workBytes: step.memoryBytes / 2,
      workFiles: 65_536, stackBytes: 256 << 20)
    var files: [RunSpecification.WorkFile] = []
    for file in preparation.files {
      files.append(RunSpecification.WorkFile(path: file.name, contents: try SealedBytes(file.contents)))
    }
    for folder in preparation.folders {
      files.append(RunSpecification.WorkFile(path: folder, contents: try SealedBytes.empty()))
    }
    let report = try await runner.run(
      RunSpecification(
        arguments: preparation.command,
        environment: preparation.language.compileEnvironment().map { "\($0.key)=\($0.value)" }.sorted(),
        root: ToolSet.rootName(of: preparation.language), profile: .compiler, limits: limits, files: files,
        keepsWorkDirectory: true))
    guard report.succeeded, let work = report.workDirectory else { return nil }
    var products: [(path: String, contents: [UInt8])] = []
    for path in preparation.products {
      guard let contents = work.contents(of: "out/\(path)", limit: 512 << 20) else { return nil }
      products.append((path, contents))
    }
    var stamps: [String] = []
    if let name = preparation.dependencies {
      guard let rule = work.contents(of: "out/\(name)", limit: 1 << 20) else { return nil }
      stamps = Preparation.paths(inRule: String(decoding: rule, as: UTF8.self)).map(FileFacts.identity)
      guard !stamps.isEmpty else { return nil }
    }
    return store.keepPrepared(products, stamps: stamps, key)
  }
}
