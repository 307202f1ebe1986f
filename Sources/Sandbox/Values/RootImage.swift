/// What the file system of a run offers, read-only. Prepared once when the sandbox opens.
public struct RootImage: Sendable, Hashable {
  public enum Entry: Sendable, Hashable {
    /// A file or folder of the host, under the same or another path.
    case host(path: String, source: String)
    case link(path: String, target: String)
    case file(path: String, contents: String)
    case directory(path: String)
  }

  public var name: String
  public var entries: [Entry]

  public init(name: String, entries: [Entry]) {
    self.name = name
    self.entries = entries
  }
}
