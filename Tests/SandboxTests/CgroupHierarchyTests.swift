import Glibc
import Testing

@testable import Sandbox

@Suite("Where cgroups may be made")
struct CgroupHierarchyTests {
  /// A machine: what /proc says, what may be written, what each v2 cgroup hands down.
  struct Machine: CustomTestStringConvertible {
    var testDescription: String
    var mountinfo: String
    var membership: String
    var files: FakeCgroupFiles
    var expected: CgroupHierarchy
  }

  private static let v2Mount = "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n"
  private static let v1Mounts = """
    31 30 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
    32 30 0:28 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids
    33 30 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct

    """
  private static let v1Membership = "3:cpu,cpuacct:/user\n2:memory:/user\n1:pids:/user\n0::/user\n"
  private static let top = "/sys/fs/cgroup"

  static let machines: [Machine] = [
    Machine(
      testDescription: "root, v1: the top of each hierarchy", mountinfo: v1Mounts, membership: v1Membership,
      files: FakeCgroupFiles(
        isRoot: true, writable: [top + "/memory", top + "/pids", top + "/cpu,cpuacct"]),
      expected: CgroupHierarchy(
        version: .v1, parents: [.memory: top + "/memory", .pids: top + "/pids", .cpu: top + "/cpu,cpuacct"],
        problems: [:])),
    Machine(
      testDescription: "an ordinary user, v1, with a memory cgroup of its own", mountinfo: v1Mounts,
      membership: v1Membership, files: FakeCgroupFiles(writable: [top + "/memory/user"]),
      expected: CgroupHierarchy(
        version: .v1, parents: [.memory: top + "/memory/user"],
        problems: [
          .pids: .notPermitted(folder: top + "/pids/user", errorNumber: EACCES),
          .cpu: .notPermitted(folder: top + "/cpu,cpuacct/user", errorNumber: EACCES),
        ])),
    Machine(
      testDescription: "root, hybrid: v1 has the controllers",
      mountinfo: v1Mounts + "34 30 0:30 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n", membership: v1Membership,
      files: FakeCgroupFiles(
        isRoot: true, writable: [top + "/memory", top + "/pids", top + "/cpu,cpuacct", top + "/unified"]),
      expected: CgroupHierarchy(
        version: .v1, parents: [.memory: top + "/memory", .pids: top + "/pids", .cpu: top + "/cpu,cpuacct"],
        problems: [:])),
    Machine(
      testDescription: "root, v2: the top, whatever session it is in", mountinfo: v2Mount,
      membership: "0::/user.slice/session-1.scope\n",
      files: FakeCgroupFiles(isRoot: true, groups: [top: .init(offers: true)]), expected: v2(top)),
    Machine(
      testDescription: "root in a unit with Delegate=yes: the unit, its processes moved to a leaf", mountinfo: v2Mount,
      membership: "0::/system.slice/judge.service\n",
      files: FakeCgroupFiles(
        isRoot: true,
        groups: [
          top: .init(offers: true),
          top + "/system.slice/judge.service": .init(offers: true, processes: ["7", "8"], delegated: true),
        ]),
      expected: v2(top + "/system.slice/judge.service")),
    Machine(
      testDescription: "root in a container: its top, its processes moved to a leaf", mountinfo: v2Mount,
      membership: "0::/\n",
      files: FakeCgroupFiles(isRoot: true, groups: [top: .init(offers: true, processes: ["1", "9"])]),
      expected: v2(top)),
    Machine(
      testDescription: "a second judge in that container, started from the leaf", mountinfo: v2Mount,
      membership: "0::/klear-judge.supervisor\n",
      files: FakeCgroupFiles(isRoot: true, groups: [top: .init(offers: true, handsDown: true)]), expected: v2(top)),
    Machine(
      testDescription: "root in a container whose cgroups are mounted read-only", mountinfo: v2Mount,
      membership: "0::/\n", files: FakeCgroupFiles(isRoot: true, deniedWith: EROFS),
      expected: nothing(.notPermitted(folder: top, errorNumber: EROFS))),
    Machine(
      testDescription: "a cgroup namespace that sees the mount of another",
      mountinfo: "30 23 0:26 /../.. /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate\n", membership: "0::/\n",
      files: FakeCgroupFiles(isRoot: true, groups: [top: .init(offers: true)]), expected: nothing(.notMounted)),
    Machine(
      testDescription: "a container without a cgroup namespace: the part that is mounted",
      mountinfo: "30 23 0:26 /docker/ab /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n", membership: "0::/docker/ab\n",
      files: FakeCgroupFiles(isRoot: true, groups: [top: .init(offers: true, processes: ["1"])]), expected: v2(top)),
    Machine(
      testDescription: "an ordinary user in the subtree that it was given", mountinfo: v2Mount,
      membership: "0::/judges\n",
      files: FakeCgroupFiles(groups: [top + "/judges": .init(offers: true, processes: ["5", "6"])]),
      expected: v2(top + "/judges")),
    Machine(
      testDescription: "an ordinary user in a scope with others: the nearest cgroup above that hands down",
      mountinfo: v2Mount, membership: "0::/user/app/terminal\n",
      files: FakeCgroupFiles(groups: [
        top + "/user": .init(offers: true, handsDown: true), top + "/user/app": .init(offers: true),
        top + "/user/app/terminal": .init(offers: true, processes: ["5", "6"]),
      ]),
      expected: v2(top + "/user/app")),
    Machine(
      testDescription: "an ordinary user without any", mountinfo: v2Mount,
      membership: "0::/user.slice/session-1.scope\n", files: FakeCgroupFiles(),
      expected: nothing(.notPermitted(folder: top + "/user.slice/session-1.scope", errorNumber: EACCES))),
    Machine(
      testDescription: "controllers that are not handed down to us", mountinfo: v2Mount, membership: "0::/judges\n",
      files: FakeCgroupFiles(groups: [top + "/judges": .init(offers: false)]),
      expected: CgroupHierarchy(
        version: .v2, parents: [.cpu: top + "/judges"],
        problems: [
          .memory: .notOffered(controller: "memory", folder: top + "/judges"),
          .pids: .notOffered(controller: "pids", folder: top + "/judges"),
        ])),
    Machine(
      testDescription: "no cgroups at all", mountinfo: "23 1 0:21 / /proc rw - proc proc rw\n", membership: "",
      files: FakeCgroupFiles(isRoot: true), expected: nothing(.notMounted)),
  ]

  @Test(arguments: machines)
  func theFolderIsTheOneThatWorks(machine: Machine) {
    let layout = CgroupLayout(mountinfo: machine.mountinfo, membership: machine.membership)
    #expect(CgroupHierarchy.discover(layout, files: machine.files) == machine.expected)
  }

  @Test func processesThatAreNotOursStayWhereTheyAre() {
    let scope = Self.top + "/user/terminal"
    let files = FakeCgroupFiles(groups: [
      Self.top + "/user": .init(offers: false), scope: .init(offers: true, processes: ["5", "6"]),
    ])
    let layout = CgroupLayout(mountinfo: Self.v2Mount, membership: "0::/user/terminal\n")
    let hierarchy = CgroupHierarchy.discover(layout, files: files)
    #expect(hierarchy.problems[.memory] == .occupied(folder: scope))
    #expect(files.groups[scope]?.processes == ["5", "6"])
  }

  @Test func inADelegatedCgroupAllProcessesMoveToOneLeaf() {
    let unit = Self.top + "/unit"
    let files = FakeCgroupFiles(groups: [unit: .init(offers: true, processes: ["5", "6"], delegated: true)])
    let layout = CgroupLayout(mountinfo: Self.v2Mount, membership: "0::/unit\n")
    #expect(CgroupHierarchy.discover(layout, files: files) == Self.v2(unit))
    #expect(files.groups[unit]?.processes == [])
    #expect(files.groups[unit + "/klear-judge.supervisor"]?.processes == ["5", "6"])
  }

  @Test(arguments: [
    ("/", "/", "/c"), ("/", "/a/b", "/c/a/b"), ("/a", "/a", "/c"), ("/a", "/a/b", "/c/b"), ("/a", "/ab", nil),
    ("/a", "/", nil), ("/..", "/", nil), ("/", "/../b", nil),
  ])
  func pathsOfTheHierarchyAreFoundBelowTheMount(root: String, path: String, folder: String?) {
    let layout = CgroupLayout(mountinfo: "1 2 0:3 \(root) /c rw shared:1 - cgroup2 cgroup2 rw", membership: "")
    #expect(layout.mounts.map { $0.folder(for: path) } == [folder])
  }

  @Test func namesWithBlanksAreUnderstood() {
    let layout = CgroupLayout(mountinfo: #"1 2 0:3 / /my\040cgroups\134 rw - cgroup2 cgroup2 rw"#, membership: "")
    #expect(layout.mounts.map(\.path) == [#"/my cgroups\"#])
  }

  private static func v2(_ folder: String) -> CgroupHierarchy {
    CgroupHierarchy(version: .v2, parents: [.memory: folder, .pids: folder, .cpu: folder], problems: [:])
  }

  private static func nothing(_ problem: CgroupProblem) -> CgroupHierarchy {
    CgroupHierarchy(version: .none, parents: [:], problems: [.memory: problem, .pids: problem, .cpu: problem])
  }
}

/// Cgroups in memory, with the kernel's rule that one with processes hands no controllers down.
final class FakeCgroupFiles: CgroupFiles, @unchecked Sendable {
  struct Group {
    /// Whether memory and pids are in `cgroup.controllers`.
    var offers: Bool
    var handsDown = false
    var processes: [String] = []
    var delegated = false
  }

  let isRoot: Bool
  private(set) var groups: [String: Group]
  private let writable: Set<String>
  private let deniedWith: Int32

  init(isRoot: Bool = false, writable: Set<String> = [], deniedWith: Int32 = EACCES, groups: [String: Group] = [:]) {
    self.isRoot = isRoot
    self.writable = writable
    self.deniedWith = deniedWith
    self.groups = groups
  }

  func read(_ path: String) -> String? {
    let (folder, file) = Self.split(path)
    guard let group = groups[folder] else { return nil }
    switch file {
    case "cgroup.controllers": return group.offers ? "cpu memory pids\n" : "cpu\n"
    case "cgroup.subtree_control": return group.handsDown ? "memory pids\n" : "\n"
    case "cgroup.procs": return group.processes.joined(separator: "\n")
    default: return nil
    }
  }

  func write(_ text: String, to path: String) -> Int32 {
    let (folder, file) = Self.split(path)
    guard groups[folder] != nil else { return ENOENT }
    if file == "cgroup.procs" {
      for name in groups.keys { groups[name]?.processes.removeAll { $0 == text } }
      groups[folder]?.processes.append(text)
      return 0
    }
    guard groups[folder]?.processes.isEmpty == true else { return EBUSY }
    groups[folder]?.handsDown = true
    return 0
  }

  func checkWritable(_ path: String) -> Int32 {
    let folder = path.hasSuffix("/cgroup.procs") ? Self.split(path).folder : path
    return groups[folder] != nil || writable.contains(folder) ? 0 : deniedWith
  }

  func makeFolder(_ path: String) -> Int32 {
    if groups[path] == nil { groups[path] = Group(offers: false) }
    return 0
  }

  func removeFolder(_ path: String) { groups[path] = nil }
  func isMarkedDelegated(_ path: String) -> Bool { groups[path]?.delegated ?? false }

  private static func split(_ path: String) -> (folder: String, file: String) {
    guard let slash = path.lastIndex(of: "/") else { return ("", path) }
    return (String(path[..<slash]), String(path[path.index(after: slash)...]))
  }
}
