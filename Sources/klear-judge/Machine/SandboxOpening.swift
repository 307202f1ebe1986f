import Rewards
import Sandbox

/// Opens the sandbox for a command, and says which walls are missing.
enum SandboxOpening {
  enum Isolation: String, CaseIterable {
    /// Take what this machine gives, even if programs can then reach what they must not.
    case none
    /// Take the layers that this machine gives, as long as files and processes of the host stay out of reach.
    case available
    /// Refuse to run unless every layer is on.
    case full
  }

  /// - Parameter layers: layers to leave out, to measure what they cost.
  /// - Throws: `ExitStatus.badInput` after saying why.
  static func open(
    roots: [RootImage], isolation: Isolation, without layers: [IsolationLayer] = []
  ) throws -> Sandbox {
    let sandbox: Sandbox
    do {
      sandbox = try Sandbox(roots: roots, options: Sandbox.Options(forbiddenLayers: layers))
    } catch {
      StandardError.say("no sandbox can be had on this machine: \(error)\nhint: klear-judge doctor says more")
      throw ExitStatus.badInput
    }
    let exposures = sandbox.exposures
    guard exposures.isEmpty || isolation == .none else {
      StandardError.say(
        "on this machine a program could reach " + exposures.joined(separator: " and ") + ": nothing was run\n"
          + "hint: klear-judge doctor says how to get more layers; --require-isolation none runs programs all the same")
      throw ExitStatus.badInput
    }
    let missing = sandbox.missingLayers
    guard !missing.isEmpty else { return sandbox }
    let names = missing.map(\.layer.rawValue).joined(separator: ", ")
    if isolation == .full {
      StandardError.say(
        "--require-isolation full: missing here: \(names)\nhint: klear-judge doctor says how to get them")
      throw ExitStatus.badInput
    }
    StandardError.say("isolation is degraded, missing here: \(names) (klear-judge doctor says more)")
    return sandbox
  }
}
