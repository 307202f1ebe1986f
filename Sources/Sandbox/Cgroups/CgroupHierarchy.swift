/// Where this process may make cgroups: one folder (v2) or one each controller (v1), and which controllers there are.
struct CgroupHierarchy: Sendable, Hashable {
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
  var problems: [Controller: CgroupProblem]

  /// Looks at what is mounted and what may be written.
  static func discover() -> CgroupHierarchy {
    discover(.current, files: KernelCgroupFiles())
  }

  /// v1 wins where it has the memory controller, since a controller can only be in one of the two.
  static func discover(_ layout: CgroupLayout, files: any CgroupFiles) -> CgroupHierarchy {
    let legacy = discoverLegacy(layout, files: files)
    if legacy.parents[.memory] != nil { return legacy }
    let unified = UnifiedCgroups(layout: layout, files: files).discover()
    if unified.parents[.memory] != nil { return unified }
    return legacy.parents.count > unified.parents.count ? legacy : unified
  }

  private static func discoverLegacy(_ layout: CgroupLayout, files: any CgroupFiles) -> CgroupHierarchy {
    var result = CgroupHierarchy(version: .v1, parents: [:], problems: [:])
    for controller in Controller.allCases {
      guard let mount = layout.legacyMount(of: controller.legacyName) else {
        result.problems[controller] = .notMounted
        continue
      }
      // The root of the hierarchy where we may write (limits of the cgroup that we are in are not inherited then, but
      // ours are set on every run), else the cgroup that we are in.
      let candidates = [mount.path] + [layout.legacyFolder(of: controller.legacyName)].compactMap { $0 }
      let errors = candidates.map { files.checkChildrenCanBeMade(in: $0) }
      if let writable = zip(candidates, errors).first(where: { $1 == 0 }) {
        result.parents[controller] = writable.0
      } else {
        result.problems[controller] = .notPermitted(
          folder: candidates.last ?? mount.path, errorNumber: errors.last ?? 0)
      }
    }
    if result.parents.isEmpty { result.version = .none }
    return result
  }

  /// This hierarchy without any cgroup, for a reason that came up later.
  func unusable(because problem: CgroupProblem) -> CgroupHierarchy {
    let problems = Dictionary(uniqueKeysWithValues: Controller.allCases.map { ($0, problem) })
    return CgroupHierarchy(version: .none, parents: [:], problems: problems)
  }
}

extension CgroupFiles {
  /// Makes a folder and removes it again: rights alone do not tell (name spaces, depth limits, security modules). 0 or
  /// the error number.
  func checkChildrenCanBeMade(in folder: String) -> Int32 {
    let denied = checkWritable(folder)
    guard denied == 0 else { return denied }
    let probe = folder + "/klear-judge.probe"
    let error = makeFolder(probe)
    if error == 0 { removeFolder(probe) }
    return error
  }
}
