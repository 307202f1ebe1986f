/// What the caller of a run lends: where words go, and how to be asked to stop.
public struct RunSurroundings: Sendable {
  /// Takes a sentence for standard error.
  public var say: @Sendable (String) -> Void
  /// Asked after each step, and while answers are written; a run that has to stop saves a checkpoint first.
  public var isStopping: @Sendable () -> Bool
  public var version = ""
  public var commandLine: String?

  public init(say: @escaping @Sendable (String) -> Void, isStopping: @escaping @Sendable () -> Bool = { false }) {
    self.say = say
    self.isStopping = isStopping
  }
}
