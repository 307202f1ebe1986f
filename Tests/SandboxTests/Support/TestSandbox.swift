import Foundation
import Sandbox
import Testing

/// Sandboxes for tests, and what programs in them print.
enum TestSandbox {
  /// One for all tests that need nothing but a run. It ends with the process; the next judge sweeps what it leaves.
  private static let shared = Result { () throws(SandboxFault) in try Sandbox(roots: [.system]) }

  static func everyLayer() throws -> Sandbox { try shared.get() }

  /// What the machine gives; suites about a layer are skipped where it is missing.
  static let layers: Set<IsolationLayer> = Set((try? shared.get())?.layers ?? [])

  static func has(_ layers: IsolationLayer...) -> Bool { Set(layers).isSubset(of: self.layers) }

  static let hasPython = access(python, X_OK) == 0
  static let hasCompiler = access("/usr/bin/gcc", X_OK) == 0
  static let python = "/usr/bin/python3"
}

extension Limits {
  static let roomy = Limits(cpu: .seconds(10), memoryBytes: 256 << 20)

  /// The same with some of them changed.
  func with(_ change: (inout Limits) -> Void) -> Limits {
    var changed = self
    change(&changed)
    return changed
  }
}

extension RunSpecification {
  /// `python3 -c CODE` with nothing of the site.
  static func python(_ code: String, _ arguments: [String] = [], limits: Limits = .roomy) -> RunSpecification {
    RunSpecification(
      arguments: [TestSandbox.python, "-I", "-S", "-c", code] + arguments, root: "system", profile: .python,
      limits: limits)
  }

  static func shell(_ code: String, limits: Limits = .roomy) -> RunSpecification {
    RunSpecification(arguments: ["/bin/sh", "-c", code], root: "system", limits: limits)
  }

  /// The same with something changed.
  func with(_ change: (inout RunSpecification) throws -> Void) rethrows -> RunSpecification {
    var changed = self
    try change(&changed)
    return changed
  }
}

extension RunReport {
  var text: String { String(decoding: output, as: UTF8.self) }
  var errorText: String { String(decoding: errorOutput, as: UTF8.self) }
  var lines: [String] { text.split(separator: "\n").map(String.init) }

  /// The three that say how a run ended.
  var end: End { End(ending: ending, stopCause: stopCause, text: text) }

  struct End: Equatable {
    var ending: Ending
    var stopCause: StopCause?
    var text: String

    static func printed(_ text: String) -> End { End(ending: .exited(code: 0), stopCause: nil, text: text) }
  }
}

/// The fault that a run must end with.
func faultOf(_ body: () async throws -> RunReport) async -> SandboxFault? {
  do {
    let report = try await body()
    Issue.record("expected a fault, not \(report)")
    return nil
  } catch let error as SandboxFault {
    return error
  } catch {
    Issue.record(error)
    return nil
  }
}
