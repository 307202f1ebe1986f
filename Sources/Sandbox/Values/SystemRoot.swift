import Glibc

extension RootImage {
  /// `/usr` and the little of `/etc` that programs expect: what most languages need.
  public static let system = RootImage.system(named: "system")

  /// The system's root with further host paths, each offered read-only where it lies. Those below `/usr` are there.
  public static func system(named name: String, readPaths: [String] = []) -> RootImage {
    var entries: [Entry] = [.host(path: "/usr", source: "/usr")]
    for folder in ["bin", "sbin", "lib", "lib32", "lib64", "libx32"] { entries += top(folder) }
    for path in ["/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime"] where access(path, R_OK) == 0 {
      entries.append(.host(path: path, source: path))
    }
    entries += [
      .file(path: "/etc/passwd", contents: "judge:x:1000:1000:the judge's program:/box/work:/bin/sh\n"),
      .file(path: "/etc/group", contents: "judge:x:1000:\n"),
      .file(path: "/etc/hosts", contents: "127.0.0.1 localhost sandbox\n"),
      .file(path: "/etc/nsswitch.conf", contents: "passwd: files\ngroup: files\nhosts: files\n"),
    ]
    var taken = ["/usr"]
    for path in readPaths.sorted() where access(path, R_OK) == 0 {
      if taken.contains(where: { path == $0 || path.hasPrefix($0 + "/") }) { continue }
      if ["/etc/alternatives", "/bin", "/lib", "/lib64", "/sbin"].contains(path) { continue }
      taken.append(path)
      entries.append(.host(path: path, source: path))
    }
    return RootImage(name: name, entries: entries)
  }

  /// A folder of the top level: a link into `/usr` on today's systems, a folder of its own on old ones.
  private static func top(_ name: String) -> [Entry] {
    var status = stat()
    guard lstat("/" + name, &status) == 0 else { return [] }
    guard status.st_mode & S_IFMT == S_IFLNK else { return [.host(path: "/" + name, source: "/" + name)] }
    var buffer = [CChar](repeating: 0, count: 256)
    let length = readlink("/" + name, &buffer, buffer.count - 1)
    let target = String(decoding: buffer.prefix(max(0, length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return [.link(path: "/" + name, target: target)]
  }
}
