import Glibc

/// Why a controller cannot be had, and what would help.
enum CgroupProblem: Sendable, Hashable, CustomStringConvertible {
  /// No hierarchy is mounted, or only one from outside our cgroup namespace.
  case notMounted
  case notPermitted(folder: String, errorNumber: Int32)
  /// The controller is not in `cgroup.controllers`.
  case notOffered(controller: String, folder: String)
  /// Cgroups with processes hand no controllers down, and these processes are not ours to move.
  case occupied(folder: String)
  case refused(controller: String, folder: String, errorNumber: Int32)

  var description: String {
    switch self {
    case .notMounted: "no cgroup file system is mounted here, or only that of another cgroup namespace"
    case .notPermitted(let folder, EROFS): "\(folder) is mounted read-only"
    case .notPermitted(let folder, let error): "no cgroup may be made below \(folder): \(errorText(error))"
    case .notOffered(let controller, let folder): "\(folder)/cgroup.controllers does not name \(controller)"
    case .occupied(let folder): "\(folder) holds processes besides this one, so it can hand no controllers down"
    case .refused(let controller, let folder, let error):
      "the \(controller) controller cannot be enabled below \(folder): \(errorText(error))"
    }
  }

  var fix: String {
    let unit =
      "run as root, or in a unit with Delegate=yes: systemd-run --user --scope -p Delegate=yes klear-judge …"
    let container = "in a container: a writable /sys/fs/cgroup with its own cgroup namespace (docs/containers.md)"
    switch self {
    case .notMounted: return "mount -t cgroup2 cgroup2 /sys/fs/cgroup; \(container)"
    case .notPermitted(_, EROFS): return container
    case .notPermitted: return "\(unit); \(container)"
    case .notOffered:
      return "hand the controller down from the cgroup above (its cgroup.subtree_control), and boot without "
        + "cgroup_disable="
    case .occupied: return "give klear-judge a cgroup of its own: \(unit)"
    case .refused: return unit
    }
  }
}
