import Glibc
import Synchronization

/// Compiled programs and prepared headers on disk, shared by judges of one user, also by several at once.
///
/// ```swift
/// var tools = ToolSet(environment: ProcessInfo.processInfo.environment)
/// tools.buildStore = try BuildStore(folder: "/var/cache/klear-judge", limitBytes: 1 << 30)
/// ```
///
/// Rules that make it safe to trust:
///
/// - The folder is the user's own, mode 0700; no run sees more of it than `prepared`, read-only, and that only while it
///   compiles.
/// - Whatever stands under a name was written elsewhere first and then renamed: a name is whole or absent.
/// - Every entry carries its key and a digest. What does not agree counts as absent and is removed.
/// - Nothing here can make a compilation fail: an entry that cannot be read, written or removed is one that is not there.
/// - Beyond the limit, what was used longest ago is removed.
public final class BuildStore: Sendable {
  public let folder: String
  /// All entries together; a program that is written may pass it until the removal that follows at once.
  public let limitBytes: Int

  typealias Write = @Sendable (_ file: Int32, _ bytes: UnsafeRawBufferPointer) -> Int

  private let write: Write
  /// What this judge believes to be there; others add to it, so it is counted anew now and then.
  private let usage = Mutex((bytes: 0, sinceCount: 0))

  /// Programs are some 2 MB each, headers 120 MB for each standard of C++.
  public static let defaultLimitBytes = 2 << 30

  /// Makes the folder, or takes one that is there.
  ///
  /// - Throws: `BuildStoreError` when it cannot be used or belongs to someone else.
  public convenience init(folder: String, limitBytes: Int = BuildStore.defaultLimitBytes) throws(BuildStoreError) {
    try self.init(folder: folder, limitBytes: limitBytes) { Glibc.write($0, $1.baseAddress, $1.count) }
  }

  /// - Parameter write: stands in for the system call, so that tests can fill the disk.
  init(folder: String, limitBytes: Int, write: @escaping Write) throws(BuildStoreError) {
    self.folder = folder
    self.limitBytes = limitBytes
    self.write = write
    BuildStore.makeParents(of: folder)
    try BuildStore.claim(folder, mode: 0o700)
    for part in ["programs", "notes", "tmp"] { try BuildStore.claim("\(folder)/\(part)", mode: 0o700) }
    // Bound into roots: programs run there as someone else.
    try BuildStore.claim(preparedFolder, mode: 0o755)
    sweep()
    trim()
  }

  /// `KLEAR_CACHE_DIR`; `/var/cache/klear-judge` for root; the user's cache folder, or one in `/tmp`, else.
  public static func defaultFolder(environment: [String: String]) -> String {
    if let chosen = environment["KLEAR_CACHE_DIR"], chosen.hasPrefix("/") { return chosen }
    if geteuid() == 0, access("/var/cache", W_OK) == 0 { return "/var/cache/klear-judge" }
    if let caches = environment["XDG_CACHE_HOME"], caches.hasPrefix("/") { return caches + "/klear-judge" }
    if let home = environment["HOME"], home.hasPrefix("/"), access(home, W_OK) == 0 {
      return home + "/.cache/klear-judge"
    }
    return "/tmp/klear-judge-cache-\(geteuid())"
  }

  /// Where compile runs find prepared files, and nothing else of this folder.
  var preparedFolder: String { folder + "/prepared" }

  // ---- programs

  func program(_ key: String) -> StoredBuild? {
    let path = "\(folder)/programs/\(key)"
    guard let bytes = StoredFile.contents(path, limitBytes: 256 << 20) else { return nil }
    guard let build = StoredBuild(bytes, key: key) else {
      unlink(path)
      return nil
    }
    StoredFile.touch(path)
    return build
  }

  func keep(_ build: StoredBuild, _ key: String) {
    let bytes = build.encoded(key: key)
    guard bytes.count <= limitBytes / 4, place(bytes, at: "programs/\(key)") else { return }
    added(bytes.count)
  }

  // ---- prepared files

  /// The folder below `preparedFolder` that holds the files of this key, whole and up to date.
  func prepared(_ key: String) -> String? {
    let path = "\(folder)/notes/\(key)"
    guard let bytes = StoredFile.contents(path, limitBytes: 16 << 20) else { return nil }
    guard let note = PreparedNote(bytes, key: key), note.isCurrent(in: preparedFolder) else {
      forgetPrepared(key)
      return nil
    }
    StoredFile.touch(path)
    return note.name
  }

  func usedPrepared(_ key: String) { StoredFile.touch("\(folder)/notes/\(key)") }

  /// - Returns: the folder below `preparedFolder`; `nil` when there is no room.
  func keepPrepared(_ files: [(path: String, contents: [UInt8])], stamps: [String], _ key: String) -> String? {
    // A name of its own for each attempt: of two judges that prepare the same, neither pulls the other's away.
    let name = key + "-" + BuildStore.uniqueName()
    let draft = "\(folder)/tmp/\(name)"
    guard files.reduce(0, { $0 + $1.contents.count }) <= limitBytes / 2, mkdir(draft, 0o755) == 0 else { return nil }
    for file in files {
      BuildStore.makeParents(of: "\(draft)/\(file.path)", mode: 0o755)
      guard create("\(draft)/\(file.path)", file.contents, mode: 0o444) else {
        StoredFile.removeTree(draft)
        return nil
      }
    }
    let note = PreparedNote(name: name, files: files, stamps: stamps)
    chmod(draft, 0o755)
    guard rename(draft, "\(preparedFolder)/\(name)") == 0 else {
      StoredFile.removeTree(draft)
      return nil
    }
    guard place(note.encoded(key: key), at: "notes/\(key)") else {
      StoredFile.removeTree("\(preparedFolder)/\(name)")
      return nil
    }
    added(note.byteCount)
    return name
  }

  private func forgetPrepared(_ key: String) {
    unlink("\(folder)/notes/\(key)")
    for name in FileFacts.entries(of: preparedFolder) where name.hasPrefix(key + "-") {
      StoredFile.removeTree("\(preparedFolder)/\(name)")
    }
  }

  // ---- writing

  /// Writes elsewhere, then renames.
  private func place(_ bytes: [UInt8], at name: String) -> Bool {
    let draft = "\(folder)/tmp/\(BuildStore.uniqueName())"
    guard create(draft, bytes, mode: 0o600) else { return false }
    guard rename(draft, "\(folder)/\(name)") == 0 else {
      unlink(draft)
      return false
    }
    return true
  }

  private func create(_ path: String, _ bytes: [UInt8], mode: mode_t) -> Bool {
    let file = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { return false }
    var written = 0
    var failed = false
    while written < bytes.count, !failed {
      let count = bytes.withUnsafeBytes { write(file, UnsafeRawBufferPointer(rebasing: $0[written...])) }
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { failed = true } else { written += count }
    }
    if fchmod(file, mode) != 0 { failed = true }
    // A network file system may say only now that there is no room.
    if close(file) != 0 { failed = true }
    if failed { unlink(path) }
    return !failed
  }

  // ---- size

  private func added(_ byteCount: Int) {
    let countsAnew = usage.withLock { usage in
      usage.bytes += byteCount
      usage.sinceCount += byteCount
      return usage.bytes > limitBytes || usage.sinceCount > limitBytes / 16
    }
    if countsAnew { trim() }
  }

  private struct Entry {
    var key: String
    var isPrepared: Bool
    var byteCount: Int
    var lastUse: timespec
  }

  /// Counts what is there; beyond the limit, removes what was used longest ago.
  private func trim() {
    var entries: [Entry] = []
    for (part, isPrepared) in [("programs", false), ("notes", true)] {
      for key in FileFacts.entries(of: "\(folder)/\(part)") {
        let path = "\(folder)/\(part)/\(key)"
        guard let status = StoredFile.status(path) else { continue }
        var byteCount = Int(status.st_size)
        if isPrepared, let bytes = StoredFile.contents(path, limitBytes: 16 << 20) {
          byteCount += PreparedNote(bytes, key: key)?.byteCount ?? 0
        }
        entries.append(Entry(key: key, isPrepared: isPrepared, byteCount: byteCount, lastUse: status.st_mtim))
      }
    }
    var total = entries.reduce(0) { $0 + $1.byteCount }
    if total > limitBytes {
      entries.sort { ($0.lastUse.tv_sec, $0.lastUse.tv_nsec) < ($1.lastUse.tv_sec, $1.lastUse.tv_nsec) }
      // A little more than needed, so that the next program does not count everything again.
      for entry in entries where total > limitBytes - limitBytes / 16 {
        if entry.isPrepared { forgetPrepared(entry.key) } else { unlink("\(folder)/programs/\(entry.key)") }
        total -= entry.byteCount
      }
    }
    usage.withLock { $0 = (total, 0) }
  }

  /// Removes what judges left that were killed in the middle of writing.
  private func sweep() {
    let hourAgo = time(nil) - 3600
    for name in FileFacts.entries(of: "\(folder)/tmp") {
      let path = "\(folder)/tmp/\(name)"
      if let status = StoredFile.status(path), status.st_mtim.tv_sec < hourAgo { StoredFile.removeTree(path) }
    }
    let noted = Set(FileFacts.entries(of: "\(folder)/notes"))
    for name in FileFacts.entries(of: preparedFolder) where !noted.contains(String(name.prefix { $0 != "-" })) {
      let path = "\(preparedFolder)/\(name)"
      if let status = StoredFile.status(path), status.st_mtim.tv_sec < hourAgo { StoredFile.removeTree(path) }
    }
  }

  private static func uniqueName() -> String {
    "\(getpid())-\(String(UInt64.random(in: .min ... .max), radix: 36))"
  }

  // ---- folders

  private static func makeParents(of path: String, mode: mode_t = 0o700) {
    var current = ""
    for part in path.split(separator: "/").dropLast() {
      current += "/\(part)"
      if mkdir(current, mode) == 0 { chmod(current, mode) }
    }
  }

  private static func claim(_ path: String, mode: mode_t) throws(BuildStoreError) {
    guard mkdir(path, mode) == 0 || errno == EEXIST else {
      throw BuildStoreError.unusable(folder: path, errorNumber: errno)
    }
    // The link itself is asked, not what it leads to.
    guard let status = StoredFile.status(path), status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid() else {
      throw BuildStoreError.foreign(folder: path)
    }
    guard chmod(path, mode) == 0, access(path, W_OK | X_OK) == 0 else {
      throw BuildStoreError.unusable(folder: path, errorNumber: errno)
    }
  }
}
