import Glibc

/// Who may ask a server what.
public enum AccessRule: Sendable {
  /// Whoever shows a token of the file.
  case tokens(TokenStore)
  /// Everybody who reaches a loopback address.
  case loopback
  /// Everybody who reaches it.
  case everybody

  /// Whether an address can be reached from this machine alone.
  public static func isLoopback(_ host: String) -> Bool {
    let name = host.lowercased()
    if name == "localhost" || name == "::1" || name == "[::1]" { return true }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }

  /// The host of an authority, without its port.
  static func host(ofAuthority authority: String) -> String {
    if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") { return String(authority[...end]) }
    return String(authority.split(separator: ":", omittingEmptySubsequences: false).first ?? "")
  }
}
