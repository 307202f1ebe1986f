import Glibc
import Ledger
import Rewards

/// `doctor --server`: what `serve` needs of a machine beside a sandbox.
struct ServingChecks {
  struct Check {
    var name: String
    var isGood: Bool
    var words: String
    var fix: String?
  }

  /// A server keeps a few descriptors for each run, and one for each connection.
  private static let wantedFiles = 8_192

  static func all() async -> [Check] { [openFiles(), port(), await ledger()] }

  private static func openFiles() -> Check {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    let isGood = limit.rlim_cur >= wantedFiles
    return Check(
      name: "open files", isGood: isGood, words: "\(limit.rlim_cur), at most \(limit.rlim_max)",
      fix: isGood ? nil : "ulimit -n \(wantedFiles), or LimitNOFILE=\(wantedFiles) in the unit")
  }

  private static func port() -> Check {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var on: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(8080).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result != 0 else { return Check(name: "port 8080", isGood: true, words: "free") }
    return Check(
      name: "port 8080", isGood: false, words: String(cString: strerror(errno)),
      fix: "serve --listen 127.0.0.1:PORT with another one")
  }

  /// A ledger in the folder for temporary files: opened with durable commits, written and read.
  private static func ledger() async -> Check {
    let folder = ProcessEnvironment.variables["TMPDIR"] ?? "/tmp"
    let path = "\(folder)/klear-doctor-\(getpid()).sqlite"
    defer { for ending in ["", "-wal", "-shm"] { unlink(path + ending) } }
    do throws(LedgerError) {
      let ledger = try Ledger(path: path)
      try await ledger.keep(StoredProblem(id: "probe", hash: "probe", format: "native", row: []))
      let isThere = try await ledger.problem("probe") != nil
      ledger.close()
      return Check(
        name: "ledger", isGood: isThere,
        words: isThere ? "durable commits in \(folder)" : "what was written is not there")
    } catch {
      return Check(name: "ledger", isGood: false, words: error.description, fix: "serve --ledger on a local disk")
    }
  }

  static func text(_ checks: [Check]) -> [String] {
    ["", "Serving"]
      + checks.flatMap { check in
        let name = check.name + String(repeating: " ", count: max(1, 14 - check.name.count))
        let line = "  \(name)\(check.isGood ? "" : "NO  ")\(check.words)"
        return [line] + (check.fix.map { ["                fix: \($0)"] } ?? [])
      }
  }

  static func json(_ checks: [Check]) -> String {
    let rows = checks.map { check in
      var row = JSONObjectText()
      row.add("name", check.name)
      row.add("on", check.isGood)
      row.add("why", check.words)
      row.add("fix", check.fix)
      return row.line
    }
    return "[" + rows.joined(separator: ",") + "]"
  }
}
