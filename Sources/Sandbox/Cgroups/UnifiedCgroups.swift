import Glibc

/// Finds the folder of the v2 hierarchy in which the judge may make its cgroups, and has its controllers enabled.
///
/// A v2 cgroup that holds processes hands no controllers to its children (only the root of the whole hierarchy may).
/// So the judge looks for a cgroup above its own that hands them down already, or moves what is in its own into a leaf,
/// `klear-judge.supervisor`. It moves other people's processes only where the cgroup was given to it with all that is in
/// it: by systemd (`Delegate=yes`), as the root of a container, or to an ordinary user as the top of a subtree. A shell
/// session's scope is none of these: there the advice is a cgroup of its own.
struct UnifiedCgroups {
  let layout: CgroupLayout
  let files: any CgroupFiles

  static let leaf = "klear-judge.supervisor"

  func discover() -> CgroupHierarchy {
    guard let mount = layout.unifiedMount else { return nothing(.notMounted) }
    let ladder = ownFolders
    var candidates = ladder.filter(files.isMarkedDelegated).prefix(1) + []
    // Root makes its cgroups at the top, where no other unit's limits count, unless it was given a place.
    if files.isRoot { candidates.append(mount.path) }
    candidates += ladder.filter { !candidates.contains($0) }
    let found = candidates.map { hierarchy(in: $0, own: ladder.first) }
    if let best = found.first(where: { $0.parents[.memory] != nil && $0.parents[.pids] != nil }) { return best }
    // What is missing nearest to us is what can be mended.
    return found.first { $0.parents[.memory] != nil } ?? found.first { !$0.parents.isEmpty } ?? found.first
      ?? nothing(.notMounted)
  }

  /// Our own cgroup and those above it. A judge that was started from one in a leaf is in the cgroup around it.
  private var ownFolders: [String] {
    let folders = layout.unifiedFolders
    return folders.first?.hasSuffix("/" + Self.leaf) == true ? Array(folders.dropFirst()) : folders
  }

  /// What `folder` gives its children, after asking for what is missing.
  private func hierarchy(in folder: String, own: String?) -> CgroupHierarchy {
    // Moving a process needs the right to write cgroup.procs of the nearest common folder, which is this one.
    let denied = files.checkWritable(folder + "/cgroup.procs")
    let error = denied != 0 ? denied : files.checkChildrenCanBeMade(in: folder)
    guard error == 0 else { return nothing(.notPermitted(folder: folder, errorNumber: error)) }
    var result = CgroupHierarchy(version: .v2, parents: [:], problems: [:])
    for (controller, name) in [(CgroupHierarchy.Controller.memory, "memory"), (.pids, "pids")] {
      if let problem = enable(name, in: folder, own: own) {
        result.problems[controller] = problem
      } else {
        result.parents[controller] = folder
      }
    }
    // cpu.stat is there without any controller.
    result.parents[.cpu] = folder
    return result
  }

  /// `nil` when the children of `folder` have the controller.
  private func enable(_ controller: String, in folder: String, own: String?) -> CgroupProblem? {
    let control = folder + "/cgroup.subtree_control"
    if words(of: control).contains(controller) { return nil }
    guard words(of: folder + "/cgroup.controllers").contains(controller) else {
      return .notOffered(controller: controller, folder: folder)
    }
    var error = files.write("+" + controller, to: control)
    if error == EBUSY {
      guard folder == own, mayMoveProcesses(of: folder) else { return .occupied(folder: folder) }
      moveProcesses(of: folder)
      error = files.write("+" + controller, to: control)
    }
    return error == 0 ? nil : .refused(controller: controller, folder: folder, errorNumber: error)
  }

  private func mayMoveProcesses(of folder: String) -> Bool {
    if files.isMarkedDelegated(folder) || folder == layout.unifiedMount?.path { return true }
    if words(of: folder + "/cgroup.procs") == [String(getpid())] { return true }
    // The top of what an ordinary user was given: above it nothing is.
    let above = folder.lastIndex(of: "/").map { String(folder[..<$0]) } ?? ""
    return !files.isRoot && files.checkWritable(above + "/cgroup.procs") != 0
  }

  /// Into a leaf, ourselves among them. What is forked meanwhile comes in another round.
  private func moveProcesses(of folder: String) {
    let leaf = folder + "/" + Self.leaf
    guard files.makeFolder(leaf) == 0 else { return }
    for _ in 0..<8 {
      let processes = words(of: folder + "/cgroup.procs")
      if processes.isEmpty { return }
      for process in processes { _ = files.write(process, to: leaf + "/cgroup.procs") }
    }
  }

  private func words(of path: String) -> [String] {
    (files.read(path) ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
  }

  private func nothing(_ problem: CgroupProblem) -> CgroupHierarchy {
    CgroupHierarchy(version: .none, parents: [:], problems: [:]).unusable(because: problem)
  }
}
