import Glibc
import Rewards

/// bubblewrap as a judge would call it: every namespace, a small root, an empty environment. It has no limits, no
/// seccomp filter and no accounting of its own.
struct Bubblewrap {
  static let name = "bubblewrap"
  static let missing = "not installed (apt-get install bubblewrap)"
  private let path: String

  init?() {
    let folders = (ProcessEnvironment.variables["PATH"] ?? "/usr/bin").split(separator: ":")
    guard let path = folders.map({ "\($0)/bwrap" as String }).first(where: { access($0, X_OK) == 0 }) else {
      return nil
    }
    self.path = path
  }

  /// The same command inside, with `folder` at /box/work.
  func wrapping(_ words: [String], environment: [String], folder: String) -> ChildCommand {
    var arguments = [path, "--unshare-all", "--die-with-parent", "--new-session", "--ro-bind", "/usr", "/usr"]
    for link in ["bin", "lib", "lib64"] { arguments += ["--symlink", "usr/\(link)", "/\(link)"] }
    arguments += ["--ro-bind", folder, "/box/work", "--chdir", "/box/work"]
    arguments += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--clearenv"]
    for variable in environment {
      let parts = variable.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      arguments += ["--setenv", String(parts[0]), parts.count > 1 ? String(parts[1]) : ""]
    }
    return ChildCommand(words: arguments + ["--"] + words, environment: [], folder: nil)
  }
}

/// A folder for what a benchmark runs, removed at the end.
final class ScratchFolder {
  let path: String

  /// - Throws: `BenchFault` where /tmp takes none.
  init() throws {
    var name = Array("/tmp/klear-bench-XXXXXX".utf8CString)
    guard mkdtemp(&name) != nil else {
      throw BenchFault(contender: "set-up", message: "no folder in /tmp: \(String(cString: strerror(errno)))")
    }
    path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    chmod(path, 0o755)
  }

  private var names: [String] = []

  deinit {
    for name in names { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  func add(_ name: String, _ bytes: [UInt8], mode: mode_t = 0o644) throws {
    let file = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    defer { if file >= 0 { close(file) } }
    names.append(name)
    let written = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    guard file >= 0, written == bytes.count else {
      throw BenchFault(contender: "set-up", message: "\(path)/\(name): \(String(cString: strerror(errno)))")
    }
  }
}
