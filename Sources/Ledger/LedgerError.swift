/// Why a ledger cannot be opened, read or written, with what to do about it.
public struct LedgerError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of trouble; more may be added.
  public enum Code: Sendable, Hashable {
    /// The file or its folder is not there, or may not be used.
    case unreachable
    /// A file, but no ledger.
    case notALedger
    /// A later version of this program has written it.
    case newer
    case readOnly
    /// The disk, or this user's share of it, is full.
    case full
    /// Another process holds the lock for too long.
    case busy
    /// The file is damaged.
    case corrupt
    /// Reading or writing failed in another way.
    case failed
    /// What was asked for is not there.
    case unknown
  }

  public var code: Code
  /// What is wrong and what to do.
  public var message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }
}
