import Glibc

/// The cgroup (v1) into which runs go that give way to others. All of them share its weight, which therefore follows
/// their number: each has a tenth of what a run has that has just begun.
///
/// Used on the event loop's thread only, which is what makes the unchecked conformance right.
final class AsideGroup: @unchecked Sendable {
  private static let sharesEach = 102
  private let folder: String
  private var count = 0

  /// `nil` where the kernel gives none. With cpu and cpuacct in one hierarchy each run has a weight of its own, and a
  /// move would take the count of its CPU time away.
  init?(_ layout: CgroupLayout, name: String) {
    guard let mount = layout.legacyMount(of: "cpu"), !mount.options.contains("cpuacct") else { return nil }
    let places = [mount.path] + [layout.legacyFolder(of: "cpu")].compactMap { $0 }
    guard let parent = places.first(where: { access($0, W_OK) == 0 }) else { return nil }
    folder = parent + "/" + name
    guard mkdir(folder, 0o755) == 0 else { return nil }
    update()
  }

  var path: String { folder }

  func enter() {
    count += 1
    update()
  }

  func leave() {
    count -= 1
    update()
  }

  /// Hardly any processor time for them while another has to be measured alone.
  func hold(_ holds: Bool) { _ = KernelFile.write(holds ? "1000" : "-1", to: folder + "/cpu.cfs_quota_us") }

  private func update() { _ = KernelFile.write(String(Self.sharesEach * max(1, count)), to: folder + "/cpu.shares") }
}
