import Text

/// A checkpoint could not be written or must not be used. The description names it and says what to do.
public struct CheckpointError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of trouble; more may be added.
  public enum Code: Sendable, Hashable {
    /// The last good checkpoint is still there.
    case diskFull
    case cannotWrite
    case unreadable
    /// Files are missing, have another size, or other contents than when they were saved.
    case damaged
    /// No checkpoint of that step, or none at all.
    case notFound
  }

  public var code: Code
  /// The checkpoint's folder, or the store's.
  public var path: String
  /// What is wrong.
  public var cause: String
  /// The newest checkpoint that can be used; `nil` where there is none.
  public var lastGood: String?

  public init(_ code: Code, path: String, cause: String, lastGood: String? = nil) {
    self.code = code
    self.path = path
    self.cause = cause
    self.lastGood = lastGood
  }

  public var description: String {
    let name = PrintableText.make(path)
    let good = lastGood.map { PrintableText.make($0) }
    switch code {
    case .diskFull:
      return "cannot save the checkpoint \(name): \(cause); free some space and go on with --resume"
        + (good.map { " (the last good checkpoint is \($0))" } ?? " (there is no earlier checkpoint)")
    case .cannotWrite:
      return "cannot save the checkpoint \(name): \(cause)" + (good.map { "; the last good one is \($0)" } ?? "")
    case .unreadable: return "cannot read \(name): \(cause)"
    case .damaged:
      return "the checkpoint \(name) is damaged: \(cause)"
        + (good.map { "; remove it to go on from the one before, \($0)" } ?? "; no earlier checkpoint is whole")
    case .notFound: return "no checkpoint in \(name): \(cause)"
    }
  }
}
