/// Where the cgroup file systems are mounted and where this process is in each: the texts of /proc/self/mountinfo and
/// /proc/self/cgroup, understood.
struct CgroupLayout: Sendable, Hashable {
  var mounts: [CgroupMount]
  var memberships: [CgroupMembership]

  init(mountinfo: String, membership: String) {
    mounts = mountinfo.split(separator: "\n").compactMap(CgroupMount.init)
    memberships = membership.split(separator: "\n").compactMap(CgroupMembership.init)
  }

  /// That of this process.
  static var current: CgroupLayout {
    CgroupLayout(
      mountinfo: KernelFile.read("/proc/self/mountinfo") ?? "", membership: KernelFile.read("/proc/self/cgroup") ?? "")
  }

  /// The mount of a v1 controller.
  func legacyMount(of controller: String) -> CgroupMount? {
    mounts.last { !$0.unified && $0.options.contains(controller) }
  }

  /// The cgroup of a v1 controller that this process is in; `nil` when no mount shows it.
  func legacyFolder(of controller: String) -> String? {
    guard let mount = legacyMount(of: controller) else { return nil }
    return mount.folder(for: memberships.first { $0.controllers.contains(controller) }?.path ?? "/")
  }

  /// The mount of v2. What is mounted last hides what lies below. One from outside our cgroup namespace does not count:
  /// the kernel lets nobody move processes across the namespace's border.
  var unifiedMount: CgroupMount? { mounts.last { $0.unified && !$0.root.hasPrefix("/..") } }

  /// The v2 cgroup that this process is in and those above it, nearest first, up to the mount. Empty when the mount does
  /// not show it: it belongs to another cgroup namespace, or to another part of the hierarchy.
  var unifiedFolders: [String] {
    guard let mount = unifiedMount,
      let own = mount.folder(for: memberships.first { $0.controllers.isEmpty }?.path ?? "/")
    else { return [] }
    var folders = [own]
    while let folder = folders.last, folder != mount.path, let slash = folder.lastIndex(of: "/") {
      folders.append(String(folder[..<slash]))
    }
    return folders
  }
}

/// A mounted cgroup file system: a line of /proc/self/mountinfo.
struct CgroupMount: Sendable, Hashable {
  var path: String
  /// The folder of the hierarchy that is mounted here, as seen from our cgroup namespace.
  var root: String
  var unified: Bool
  var options: Set<String>

  /// `nil` for a line about another file system.
  init?(_ line: Substring) {
    let fields = line.split(separator: " ")
    guard fields.count >= 6, let separator = fields.dropFirst(6).firstIndex(of: "-"), fields.count > separator + 3
    else { return nil }
    let type = fields[separator + 1]
    guard type == "cgroup" || type == "cgroup2" else { return nil }
    path = Self.unescaped(fields[4])
    root = Self.unescaped(fields[3])
    unified = type == "cgroup2"
    options = Set(fields[separator + 3].split(separator: ",").map(String.init))
  }

  /// The folder below this mount of a path in the hierarchy; `nil` when it lies outside.
  func folder(for hierarchyPath: String) -> String? {
    // Above or beside the root of our cgroup namespace: names there are not told.
    guard !root.hasPrefix("/.."), !hierarchyPath.hasPrefix("/..") else { return nil }
    if root == "/" { return hierarchyPath == "/" ? path : path + hierarchyPath }
    if hierarchyPath == root { return path }
    guard hierarchyPath.hasPrefix(root + "/") else { return nil }
    return path + hierarchyPath.dropFirst(root.count)
  }

  /// Blanks, tabs, newlines and backslashes stand as three octal digits.
  private static func unescaped(_ field: Substring) -> String {
    guard field.contains("\\") else { return String(field) }
    var result: [UInt8] = []
    var rest = Array(field.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\\"), let code = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8) {
        result.append(code)
        rest = rest.dropFirst(3)
      } else {
        result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}

/// A line of /proc/self/cgroup. v2 has no controllers in it.
struct CgroupMembership: Sendable, Hashable {
  var controllers: Set<String>
  var path: String

  init?(_ line: Substring) {
    let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { return nil }
    controllers = Set(parts[1].split(separator: ",").map(String.init))
    path = String(parts[2])
  }
}
