/// Why compiled programs cannot be kept on disk.
public enum BuildStoreError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The folder cannot be made or entered.
  case unusable(folder: String, errorNumber: Int32)
  /// Someone else could put programs there.
  case foreign(folder: String)

  public var description: String {
    switch self {
    case .unusable(let folder, let errorNumber):
      "compiled programs cannot be kept in \(folder) (error \(errorNumber)); name another folder by --build-cache, or "
        + "off"
    case .foreign(let folder):
      "\(folder) is not a folder of this user, so what lies there cannot be trusted; remove it, or name another by "
        + "--build-cache"
    }
  }
}
