import GRDB

extension LedgerError {
  /// What SQLite said, in this type's words.
  /// - Parameter path: as the user named the file.
  init(_ error: any Error, path: String) {
    if let own = error as? LedgerError {
      self = own
      return
    }
    guard let database = error as? DatabaseError else {
      self.init(.failed, "\(path): \(error)")
      return
    }
    let words = database.message ?? "error \(database.extendedResultCode.rawValue)"
    switch database.resultCode {
    case .SQLITE_FULL:
      self.init(.full, "\(path): the disk is full: make room, writing then goes on by itself")
    case .SQLITE_READONLY:
      self.init(.readOnly, "\(path): cannot be written (\(words)): give this user the right to write it and its folder")
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self.init(.busy, "\(path): another process has held its lock for too long (\(words)): is one stopped?")
    case .SQLITE_NOTADB: self.init(.notALedger, "\(path): is no ledger: name another file, or a new one")
    case .SQLITE_CORRUPT:
      self.init(.corrupt, "\(path): is damaged (\(words)): move it away, and save what `sqlite3 FILE .recover` finds")
    case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
      self.init(
        .unreachable, "\(path): cannot be opened (\(words)): does its folder exist, and may this user write it?")
    case .SQLITE_IOERR:
      self.init(.failed, "\(path): the disk gave an error (\(words)): is it full, or failing?")
    default: self.init(.failed, "\(path): \(words)")
    }
  }
}
