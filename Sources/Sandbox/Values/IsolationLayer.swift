/// One wall around a run. The order is that of the bits which the launcher reports.
public enum IsolationLayer: String, Sendable, Hashable, CaseIterable, Codable {
  case user = "user_namespace"
  case pid = "pid_namespace"
  case mount = "mount_namespace"
  case net = "net_namespace"
  case ipc = "ipc_namespace"
  case uts = "uts_namespace"
  case cgroup = "cgroup_namespace"
  case root = "own_root"
  case proc = "own_proc"
  case privileges = "no_privileges"
  case seccomp
  case landlock
  case rlimits
  case memory = "memory_cgroup"
  case pids = "pids_cgroup"
  case cpu = "cpu_cgroup"

  /// The bit that stands for this layer between the launcher and the judge.
  var bit: UInt32 { 1 << UInt32(Self.allCases.firstIndex(of: self) ?? 0) }

  static func layers(of bits: UInt32) -> [IsolationLayer] { allCases.filter { bits & $0.bit != 0 } }
}
