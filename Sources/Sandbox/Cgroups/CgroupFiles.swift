import CSandbox
import Glibc

/// What discovery asks of the cgroup file systems and changes in them. A protocol, so that layouts that this machine
/// does not have can be tested.
protocol CgroupFiles {
  /// Whose rights count.
  var isRoot: Bool { get }
  func read(_ path: String) -> String?
  /// 0 or the error number.
  func write(_ text: String, to path: String) -> Int32
  /// 0 or the error number.
  func checkWritable(_ path: String) -> Int32
  /// Makes a folder that may be there already; 0 or the error number.
  func makeFolder(_ path: String) -> Int32
  func removeFolder(_ path: String)
  /// Whether systemd marked this cgroup as handed over, with all below it (`Delegate=yes`).
  func isMarkedDelegated(_ path: String) -> Bool
}

struct KernelCgroupFiles: CgroupFiles {
  var isRoot: Bool { geteuid() == 0 }
  func read(_ path: String) -> String? { KernelFile.read(path) }

  func write(_ text: String, to path: String) -> Int32 {
    errno = 0
    return KernelFile.write(text, to: path) ? 0 : max(errno, 1)
  }

  func checkWritable(_ path: String) -> Int32 { access(path, W_OK) == 0 ? 0 : errno }
  func makeFolder(_ path: String) -> Int32 { mkdir(path, 0o755) == 0 || errno == EEXIST ? 0 : errno }
  func removeFolder(_ path: String) { rmdir(path) }
  func isMarkedDelegated(_ path: String) -> Bool { csandbox_cgroup_is_delegated(path) != 0 }
}
