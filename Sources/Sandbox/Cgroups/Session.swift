import CSandbox
import Glibc

/// What one judge keeps outside its memory: a locked folder and its cgroups, both named after it.
///
/// The lock says that the judge lives. A judge that starts sweeps what others with a free lock have left: cgroups and
/// folders of a judge that was killed. Two judges side by side never touch each other's.
final class Session: Sendable {
  let name: String
  let folder: String
  let cgroups: CgroupHierarchy
  /// The session's own cgroup folders, in the order of the controllers present; one for v2.
  let cgroupFolders: [String]
  /// Where runs go that give way to others.
  let asideGroup: AsideGroup?
  private let lock: Descriptor

  private static let prefix = "klear-judge."

  /// Sweeps, then begins a session.
  init(base: String = Session.defaultBase(), cgroups: CgroupHierarchy = .discover()) throws(SandboxFault) {
    guard Session.makeFolder(base) || errno == EEXIST else {
      throw SandboxFault(.resources, errorNumber: errno, "cannot make \(base), the folder for run-time state")
    }
    var status = stat()
    guard lstat(base, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid() else {
      throw SandboxFault(.resources, "\(base) is not a folder of this user; remove it")
    }
    Session.sweep(base: base, cgroups: cgroups)
    let (name, lock) = try Session.claimName(in: base)
    let folder = base + "/" + name
    guard Session.makeFolder(folder) else {
      throw SandboxFault(.resources, errorNumber: errno, "cannot begin a session in \(base)")
    }
    self.name = name
    self.folder = folder
    self.lock = lock
    // Written down before they are made: who sweeps may be in another cgroup, and look elsewhere.
    let planned = Session.folders(of: cgroups).map { $0 + "/" + name }
    let layout = CgroupLayout.current
    asideGroup = cgroups.version == .v1 ? AsideGroup(layout, name: name) : nil
    _ = KernelFile.write(
      (planned + [asideGroup?.path].compactMap { $0 }).joined(separator: "\n"), to: folder + ".lock")
    var made: [String] = []
    var problem: CgroupProblem?
    for cgroup in planned where problem == nil {
      if mkdir(cgroup, 0o755) == 0 {
        made.append(cgroup)
      } else {
        problem = .notPermitted(folder: String(cgroup.dropLast(name.count + 1)), errorNumber: errno)
      }
    }
    if cgroups.version == .v2, problem == nil, let folder = made.first {
      problem = Session.handDown(cgroups, below: folder)
    }
    if problem != nil {
      for folder in made { rmdir(folder) }
      made = []
    }
    let usable = problem.map { cgroups.unusable(because: $0) } ?? cgroups
    self.cgroups = usable
    cgroupFolders = made
  }

  /// Gives the runs' cgroups below `folder` their controllers; they are there or the session is without cgroups, since a
  /// run whose limits cannot be set is a fault.
  private static func handDown(_ cgroups: CgroupHierarchy, below folder: String) -> CgroupProblem? {
    for (controller, name) in [(CgroupHierarchy.Controller.memory, "memory"), (.pids, "pids")]
    where cgroups.parents[controller] != nil {
      errno = 0
      if !KernelFile.write("+" + name, to: folder + "/cgroup.subtree_control") {
        return .refused(controller: name, folder: folder, errorNumber: errno)
      }
    }
    // Weights are asked for where they can be had: without them runs that give way are only fewer at once.
    _ = KernelFile.write("+cpu", to: folder + "/cgroup.subtree_control")
    // Depth and number of cgroups can be limited from above.
    let error = KernelCgroupFiles().checkChildrenCanBeMade(in: folder)
    return error == 0 ? nil : .notPermitted(folder: folder, errorNumber: error)
  }

  /// A folder that programs may pass through, whatever our umask is: without a root of its own a run's lies below.
  private static func makeFolder(_ path: String) -> Bool { mkdir(path, 0o711) == 0 && chmod(path, 0o711) == 0 }

  /// Removes all that is left of this session.
  func end() {
    for folder in cgroupFolders + [asideGroup?.path].compactMap({ $0 }) { Session.removeCgroup(folder) }
    Session.removeFolder(folder)
    unlink(folder + ".lock")
  }

  /// Makes and locks a lock file. Another judge's sweep may take it in between: then the name is given up.
  private static func claimName(in base: String) throws(SandboxFault) -> (String, Descriptor) {
    for _ in 0..<32 {
      let name = prefix + "\(getpid())-\(String(UInt32.random(in: .min ... .max), radix: 36))"
      let path = base + "/" + name + ".lock"
      let number = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
      guard number >= 0 else { throw SandboxFault(.resources, errorNumber: errno, "cannot write in \(base)") }
      let lock = Descriptor(owning: number)
      var held = stat()
      var named = stat()
      if csandbox_try_lock(number) == 0, fstat(number, &held) == 0, stat(path, &named) == 0, held.st_ino == named.st_ino
      {
        return (name, lock)
      }
    }
    throw SandboxFault(.resources, "no session could be begun in \(base)")
  }

  /// `/run/klear-judge` for root; the user's run-time folder, or one in `/tmp`, else.
  static func defaultBase() -> String {
    if let chosen = getenv("KLEAR_STATE_DIR") { return String(cString: chosen) }
    if geteuid() == 0, access("/run", W_OK) == 0 { return "/run/klear-judge" }
    if let folder = getenv("XDG_RUNTIME_DIR"), access(folder, W_OK) == 0 {
      return String(cString: folder) + "/klear-judge"
    }
    return "/tmp/klear-judge-\(geteuid())"
  }

  private static func folders(of cgroups: CgroupHierarchy) -> [String] {
    switch cgroups.version {
    case .none: []
    case .v1: CgroupHierarchy.Controller.allCases.compactMap { cgroups.parents[$0] }
    case .v2: Array(Set(cgroups.parents.values))
    }
  }

  /// Removes sessions whose judge is gone. Cgroups go first: while their folder stands the next sweep finds them.
  static func sweep(base: String, cgroups: CgroupHierarchy) {
    let suffix = ".lock"
    let locks = KernelFile.names(in: base).filter { $0.hasPrefix(prefix) && $0.hasSuffix(suffix) }
    var alive: Set<String> = []
    for lockName in locks {
      let name = String(lockName.dropLast(suffix.count))
      let number = open(base + "/" + lockName, O_RDWR | O_CLOEXEC)
      guard number >= 0 else { continue }
      let lock = Descriptor(owning: number)
      guard csandbox_try_lock(lock.number) == 0 else {
        alive.insert(name)
        continue
      }
      let noted = (KernelFile.read(base + "/" + lockName) ?? "").split(separator: "\n").map(String.init)
      let usual = folders(of: cgroups).map { $0 + "/" + name }
      for cgroup in Set(noted + usual) where cgroup.hasSuffix("/" + name) { removeCgroup(cgroup) }
      removeFolder(base + "/" + name)
      unlink(base + "/" + lockName)
    }
    // A session's lock is there before its folder: one without is what a judge could not remove when it ended.
    for name in KernelFile.names(in: base) where name.hasPrefix(prefix) && !name.hasSuffix(suffix) {
      if access("\(base)/\(name)\(suffix)", F_OK) != 0 { removeFolder(base + "/" + name) }
    }
    for parent in folders(of: cgroups) {
      for name in KernelFile.names(in: parent) where name.hasPrefix(prefix) && !alive.contains(name) {
        if isAbandoned(parent + "/" + name) { removeEmptyCgroup(parent + "/" + name) }
      }
    }
  }

  /// A session whose lock lies elsewhere, or nowhere any more: its process is gone, as far as we can see (another pid
  /// namespace may hide it), and nothing has been run in it for an hour.
  private static func isAbandoned(_ folder: String) -> Bool {
    let process = folder.split(separator: ".").last?.split(separator: "-").first.flatMap { pid_t($0) }
    guard let process, kill(process, 0) != 0, errno == ESRCH else { return false }
    var status = stat()
    return stat(folder, &status) == 0 && time(nil) - status.st_mtim.tv_sec > 3600
  }

  /// Only what holds no process can be removed.
  private static func removeEmptyCgroup(_ folder: String) {
    for name in KernelFile.names(in: folder) where name.hasPrefix("run-") { rmdir(folder + "/" + name) }
    rmdir(folder)
  }

  /// Kills what is in a session's cgroup and its runs' cgroups, and removes them all.
  private static func removeCgroup(_ folder: String) {
    guard access(folder, F_OK) == 0 else { return }
    let runs = KernelFile.names(in: folder).filter { $0.hasPrefix("run-") }.map { folder + "/" + $0 }
    for round in 0..<200 {
      var left = false
      for group in runs + [folder] {
        killProcesses(of: group)
        if rmdir(group) != 0 && errno != ENOENT { left = true }
      }
      if !left { return }
      if round > 2 { usleep(5_000) }
    }
  }

  /// `cgroup.kill` (v2, Linux 5.14) misses none that forks meanwhile, and reaches into other pid namespaces, whose
  /// processes are listed as 0: a number that kill(2) would take for our own process group.
  private static func killProcesses(of folder: String) {
    if KernelFile.write("1", to: folder + "/cgroup.kill") { return }
    for line in (KernelFile.read(folder + "/cgroup.procs") ?? "").split(separator: "\n") {
      if let pid = pid_t(line), pid > 0 { kill(pid, SIGKILL) }
    }
  }

  private static func removeFolder(_ folder: String) {
    guard rmdir(folder) != 0, errno == ENOTEMPTY else { return }
    _ = csandbox_remove_tree(folder)
  }
}
