/// An interpreter that was started once and is forked for each run: `Sources/klear-launcher/interpreters.c`.
public struct WarmInterpreter: Sendable, Hashable {
  let id: UInt64

  /// What a forked program joins.
  static let neededLayers: Set<IsolationLayer> = [.user, .pid, .mount, .ipc, .uts, .root, .proc]
}

/// A start by fork: the same layers, limits and report as by exec.
public struct WarmStart: Sendable, Hashable {
  public var interpreter: WarmInterpreter
  /// Numbers of a passed descriptor that holds the compiled program, and of a channel that takes it when it has to be
  /// compiled.
  public var codeInput: Int?
  public var codeOutput: Int?
  /// What the program leaves is finalized at its end, as it is cold; needless where nobody can tell.
  public var finalizes: Bool
  /// Memory that a cold start would have been charged with, and that this one shares: added to the figure in the report
  /// and taken from the limit.
  public var sharedBytes: Int

  public init(
    interpreter: WarmInterpreter, codeInput: Int? = nil, codeOutput: Int? = nil, finalizes: Bool = true,
    sharedBytes: Int = 0
  ) {
    self.interpreter = interpreter
    self.codeInput = codeInput
    self.codeOutput = codeOutput
    self.finalizes = finalizes
    self.sharedBytes = sharedBytes
  }
}
