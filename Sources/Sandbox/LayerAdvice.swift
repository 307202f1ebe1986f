/// Why a layer is off and how to get it, in words for `doctor`.
enum LayerAdvice {
  static func advice(
    for layer: IsolationLayer, error: Int32, cgroups: CgroupHierarchy
  ) -> (why: String, fix: String) {
    let kernel = error == 0 ? "not available" : errorText(error)
    switch layer {
    case .user:
      return (
        "user namespaces cannot be made: \(kernel)",
        "sysctl -w user.max_user_namespaces=15000 (and on Debian kernel.unprivileged_userns_clone=1, on Ubuntu "
          + "kernel.apparmor_restrict_unprivileged_userns=0); in a container: --security-opt seccomp=unconfined "
          + "--security-opt apparmor=unconfined"
      )
    case .pid, .mount, .net, .ipc, .uts, .cgroup:
      return (
        "this namespace cannot be made: \(kernel)",
        "run as root or allow user namespaces; in a container: --security-opt seccomp=unconfined"
      )
    case .root:
      return ("no root of its own could be entered: \(kernel)", "allow user and mount namespaces")
    case .proc:
      return (
        "/proc of an own pid namespace cannot be mounted: \(kernel)",
        "in a container: --security-opt systempaths=unconfined; programs that read /proc/self will miss it"
      )
    case .privileges, .rlimits: return ("not available: \(kernel)", "use Linux 5.10 or newer")
    case .seccomp: return ("the kernel has no seccomp filter", "use a kernel with CONFIG_SECCOMP_FILTER, 5.5 or newer")
    case .landlock:
      return ("the kernel has no Landlock: \(kernel)", "add landlock to the kernel's lsm= list (5.13 or newer)")
    case .memory: return cgroup(.memory, cgroups)
    case .pids: return cgroup(.pids, cgroups)
    case .cpu: return cgroup(.cpu, cgroups)
    }
  }

  private static func cgroup(
    _ controller: CgroupHierarchy.Controller, _ cgroups: CgroupHierarchy
  ) -> (why: String, fix: String) {
    guard let problem = cgroups.problems[controller] else { return ("switched off", "do not switch it off") }
    return (problem.description, problem.fix)
  }
}
