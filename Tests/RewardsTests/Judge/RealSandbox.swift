import Foundation
import Rewards
import Sandbox

/// The sandbox of this machine, for suites that judge for real.
enum RealSandbox {
  static let tools = ToolSet(only: ["python3", "c", "cpp"], environment: ProcessInfo.processInfo.environment)

  /// `nil` where the machine gives no root of its own, or has no python3.
  static let shared: Sandbox? = {
    guard tools.languages["python3"] != nil, let sandbox = try? Sandbox(roots: tools.roots),
      sandbox.layers.contains(.root)
    else { return nil }
    return sandbox
  }()

  static let judgesNativePrograms =
    tools.languages["c"] != nil && tools.languages["cpp"] != nil && shared?.layers.contains(.memory) == true
}
