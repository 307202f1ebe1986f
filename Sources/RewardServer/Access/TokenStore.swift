import Crypto
import Glibc
import Synchronization

/// Why a file of tokens cannot be used.
public struct TokenFileError: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String
}

/// The bearer tokens that open a server: a line each, `NAME TOKEN` or only the token; `#` begins a comment.
///
/// Names, not tokens, stand in logs, and work is shared out between them. A changed file is read again by itself; one
/// that cannot be used leaves the tokens as they were.
public final class TokenStore: Sendable {
  private struct Entry {
    var name: String
    var digest: [UInt8]
  }

  private struct Stamp: Equatable {
    var inode: UInt64
    var bytes: Int64
    var seconds: Int
    var nanoseconds: Int
  }

  private struct State {
    var entries: [Entry]
    var stamp: Stamp?
  }

  private static let shortest = 16
  private static let largestFile = 1 << 20

  public let path: String
  private let state: Mutex<State>

  public init(path: String) throws(TokenFileError) {
    self.path = path
    let stamp = TokenStore.stamp(path)
    state = Mutex(State(entries: try TokenStore.read(path), stamp: stamp))
  }

  /// The name of a token; `nil` for one that opens nothing. Takes as long for one as for the other.
  func name(of token: String) -> String? {
    let digest = Array(SHA256.hash(data: Array(token.utf8)))
    return state.withLock { state in
      var found: String?
      for entry in state.entries {
        var difference: UInt8 = 0
        for (one, other) in zip(entry.digest, digest) { difference |= one ^ other }
        if difference == 0 { found = entry.name }
      }
      return found
    }
  }

  /// Reads the file again if it has changed. `nil`: it has not.
  func reloadIfChanged() -> Result<Int, TokenFileError>? {
    let stamp = TokenStore.stamp(path)
    guard stamp != state.withLock({ $0.stamp }) else { return nil }
    do throws(TokenFileError) {
      let entries = try TokenStore.read(path)
      state.withLock { $0 = State(entries: entries, stamp: stamp) }
      return .success(entries.count)
    } catch {
      state.withLock { $0.stamp = stamp }
      return .failure(error)
    }
  }

  private static func stamp(_ path: String) -> Stamp? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return Stamp(
      inode: UInt64(status.st_ino), bytes: Int64(status.st_size), seconds: status.st_mtim.tv_sec,
      nanoseconds: status.st_mtim.tv_nsec)
  }

  private static func read(_ path: String) throws(TokenFileError) -> [Entry] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw TokenFileError(description: "\(path): \(String(cString: strerror(errno)))") }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: largestFile + 1)
    var count = 0
    while count < bytes.count {
      let more = bytes.withUnsafeMutableBytes {
        Glibc.read(file, $0.baseAddress?.advanced(by: count), $0.count - count)
      }
      if more < 0 && errno == EINTR { continue }
      guard more >= 0 else { throw TokenFileError(description: "\(path): \(String(cString: strerror(errno)))") }
      if more == 0 { break }
      count += more
    }
    guard count <= largestFile else { throw TokenFileError(description: "\(path): is larger than 1 MiB") }
    return try parse(String(decoding: bytes.prefix(count), as: UTF8.self), path: path)
  }

  private static func parse(_ text: String, path: String) throws(TokenFileError) -> [Entry] {
    var entries: [Entry] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let words = line.split { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\r\n" }
      guard let first = words.first, !first.hasPrefix("#") else { continue }
      let place = "\(path):\(index + 1)"
      guard words.count <= 2, let token = words.last else {
        throw TokenFileError(description: "\(place): expected `NAME TOKEN` or a token, got \(words.count) words")
      }
      guard token.utf8.count >= shortest else {
        throw TokenFileError(
          description: "\(place): a token has at least \(shortest) characters: make one with `openssl rand -hex 32`")
      }
      let name = words.count == 2 ? String(first) : "token-\(entries.count + 1)"
      guard name.utf8.count <= 64, !entries.contains(where: { $0.name == name }) else {
        throw TokenFileError(description: "\(place): the name stands there twice, or is longer than 64 characters")
      }
      entries.append(Entry(name: name, digest: Array(SHA256.hash(data: Array(token.utf8)))))
    }
    guard !entries.isEmpty else { throw TokenFileError(description: "\(path): has no token") }
    return entries
  }
}
