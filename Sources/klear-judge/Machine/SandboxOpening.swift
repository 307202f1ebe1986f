import Rewards
import Sandbox

/// Opens the sandbox for a command, and says which walls are missing.
enum SandboxOpening {
  enum Isolation: String, CaseIterable {
    /// Take the layers that this machine gives.
    case available
    /// Refuse to run unless every layer is on.
    case full
  }

  /// - Throws: `ExitStatus.badInput` after saying why.
  static func open(roots: [RootImage], isolation: Isolation) throws -> Sandbox {
    let sandbox: Sandbox
    do {
      sandbox = try Sandbox(roots: roots)
    } catch {
      StandardError.say("no sandbox can be had on this machine: \(error)\nhint: klear-judge doctor says more")
      throw ExitStatus.badInput
    }
    // Programs find their files under the paths of their own root; without one every verdict would be about that.
    guard sandbox.layers.contains(.root) else {
      StandardError.say(
        "this machine gives no mount namespace, so programs would not find their files: nothing was judged\n"
          + "hint: allow user namespaces (klear-judge doctor says how), or run as root")
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
