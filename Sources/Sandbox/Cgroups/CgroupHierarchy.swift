import Glibc

/// Where this process may make cgroups: one folder (v2) or one each controller (v1), and which controllers there are.
struct CgroupHierarchy: Sendable {
  enum Version: UInt32, Sendable {
    case none = 0
    case v1 = 1
    case v2 = 2
  }

  enum Controller: Int, CaseIterable, Sendable {
    case memory = 0
    case pids = 1
    case cpu = 2

    /// Its name on v1. There, CPU time is counted by a controller of its own.
    var legacyName: String {
      switch self {
      case .memory: "memory"
      case .pids: "pids"
      case .cpu: "cpuacct"
      }
    }
  }

  var version: Version
  /// Folder in which the judge makes its own, by controller; v2 has the same for all.
  var parents: [Controller: String]
  /// Why a controller is missing, for `doctor`.
  var problems: [Controller: String]

  static let unavailable = CgroupHierarchy(version: .none, parents: [:], problems: [:])

  /// Looks at what is mounted and what may be written. v1 wins where it has the memory controller, since a controller
  /// can only be in one of the two.
  static func discover() -> CgroupHierarchy {
    let mounts = CgroupMount.all()
    let memberships = CgroupMembership.own()
    let legacy = discoverLegacy(mounts: mounts, memberships: memberships)
    if legacy.parents[.memory] != nil { return legacy }
    let unified = discoverUnified(mounts: mounts, memberships: memberships)
    if unified.parents[.memory] != nil { return unified }
    return legacy.parents.count >= unified.parents.count ? legacy : unified
  }

  private static func discoverLegacy(mounts: [CgroupMount], memberships: [CgroupMembership]) -> CgroupHierarchy {
    var result = CgroupHierarchy(version: .v1, parents: [:], problems: [:])
    for controller in Controller.allCases {
      let name = controller.legacyName
      guard let mount = mounts.first(where: { !$0.unified && $0.options.contains(name) }) else {
        result.problems[controller] = "no v1 \(name) controller is mounted"
        continue
      }
      // The root of the hierarchy where we may write (limits of the cgroup that we are in are not inherited then, but
      // ours are set on every run), else the cgroup that we are in.
      let own = memberships.first { $0.controllers.contains(name) }?.path ?? "/"
      let candidates = [mount.path, mount.folder(for: own)]
      if let writable = candidates.first(where: { access($0, W_OK) == 0 && canMakeFolder(in: $0) }) {
        result.parents[controller] = writable
      } else {
        result.problems[controller] = "no cgroup may be made below \(mount.path); run as root or delegate one"
      }
    }
    if result.parents.isEmpty { result.version = .none }
    return result
  }

  private static func discoverUnified(mounts: [CgroupMount], memberships: [CgroupMembership]) -> CgroupHierarchy {
    guard let mount = mounts.first(where: \.unified) else {
      let problems = Dictionary(uniqueKeysWithValues: Controller.allCases.map { ($0, "cgroups are not mounted") })
      return CgroupHierarchy(version: .none, parents: [:], problems: problems)
    }
    let own = mount.folder(for: memberships.first { $0.controllers.isEmpty }?.path ?? "/")
    var folders = [own]
    if access(mount.path + "/cgroup.procs", W_OK) == 0 { folders.insert(mount.path, at: 0) }
    for folder in folders {
      let result = unified(in: folder)
      if result.parents[.memory] != nil { return result }
    }
    return unified(in: own)
  }

  /// What `folder` gives its children, after asking for what is missing.
  private static func unified(in folder: String) -> CgroupHierarchy {
    var result = CgroupHierarchy(version: .v2, parents: [:], problems: [:])
    guard access(folder, W_OK) == 0, canMakeFolder(in: folder) else {
      for controller in Controller.allCases {
        result.problems[controller] =
          "no cgroup may be made below \(folder); run as root, or ask systemd for Delegate=yes"
      }
      result.version = .none
      return result
    }
    for (controller, name) in [(Controller.memory, "memory"), (.pids, "pids")] {
      if enable(name, in: folder) {
        result.parents[controller] = folder
      } else {
        result.problems[controller] = "the \(name) controller cannot be enabled in \(folder)"
      }
    }
    // cpu.stat is there without any controller.
    result.parents[.cpu] = folder
    return result
  }

  private static func enable(_ controller: String, in folder: String) -> Bool {
    func enabled() -> Bool {
      (KernelFile.read(folder + "/cgroup.subtree_control") ?? "").split(whereSeparator: \.isWhitespace)
        .contains { $0 == controller }
    }
    if enabled() { return true }
    if KernelFile.write("+" + controller, to: folder + "/cgroup.subtree_control"), enabled() { return true }
    // A cgroup with processes cannot hand controllers down: move them (ourselves among them) into a leaf of their own.
    let leaf = folder + "/klear-judge.supervisor"
    guard mkdir(leaf, 0o755) == 0 || errno == EEXIST else { return false }
    for pid in (KernelFile.read(folder + "/cgroup.procs") ?? "").split(separator: "\n") {
      _ = KernelFile.write(String(pid), to: leaf + "/cgroup.procs")
    }
    return KernelFile.write("+" + controller, to: folder + "/cgroup.subtree_control") && enabled()
  }

  private static func canMakeFolder(in folder: String) -> Bool {
    let probe = "\(folder)/klear-judge.probe-\(getpid())"
    guard mkdir(probe, 0o755) == 0 else { return false }
    rmdir(probe)
    return true
  }
}

/// A mounted cgroup file system, from /proc/self/mountinfo.
struct CgroupMount {
  var path: String
  /// The folder of the hierarchy that is mounted here.
  var root: String
  var unified: Bool
  var options: Set<String>

  static func all() -> [CgroupMount] {
    (KernelFile.read("/proc/self/mountinfo") ?? "").split(separator: "\n").compactMap { line in
      let halves = String(line).split(separator: " - ", maxSplits: 1)
      guard halves.count == 2 else { return nil }
      let left = halves[0].split(separator: " ")
      let right = halves[1].split(separator: " ")
      guard left.count >= 5, right.count >= 3, right[0] == "cgroup" || right[0] == "cgroup2" else { return nil }
      return CgroupMount(
        path: String(left[4]), root: String(left[3]), unified: right[0] == "cgroup2",
        options: Set(right[2].split(separator: ",").map(String.init)))
    }
  }

  /// The folder below this mount of a path in the hierarchy.
  func folder(for hierarchyPath: String) -> String {
    var below = hierarchyPath
    if root != "/", below.hasPrefix(root) { below = String(below.dropFirst(root.count)) }
    return below == "/" || below.isEmpty ? path : path + (below.hasPrefix("/") ? below : "/" + below)
  }
}

/// A line of /proc/self/cgroup.
struct CgroupMembership {
  var controllers: Set<String>
  var path: String

  static func own() -> [CgroupMembership] {
    (KernelFile.read("/proc/self/cgroup") ?? "").split(separator: "\n").compactMap { line in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return nil }
      return CgroupMembership(controllers: Set(parts[1].split(separator: ",").map(String.init)), path: String(parts[2]))
    }
  }
}
