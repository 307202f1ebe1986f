#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif
internal import Foundation

/// Memory of this process and machine (proc_pid_status(5), proc_meminfo(5)).
enum ProcessMemory {
  /// The most that this process had in memory so far.
  static func peakResidentBytes() -> Int? { kibibytes("VmHWM:", in: "/proc/self/status") }

  /// What can be taken without swapping: of the machine, or what the memory cgroup leaves.
  static func availableBytes() -> Int? {
    let machine = kibibytes("MemAvailable:", in: "/proc/meminfo")
    guard let limit = number("/sys/fs/cgroup/memory.max"), let used = number("/sys/fs/cgroup/memory.current") else {
      return machine
    }
    return min(machine ?? .max, max(0, limit - used))
  }

  private static func number(_ path: String) -> Int? {
    (try? String(contentsOfFile: path, encoding: .utf8)).flatMap {
      Int($0.trimmingCharacters(in: .whitespacesAndNewlines))
    }
  }

  private static func kibibytes(_ name: String, in path: String) -> Int? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    for line in text.split(separator: "\n") where line.hasPrefix(name) {
      return line.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
    }
    return nil
  }
}
