import Glibc

/// How busy the machine is at this moment.
enum MachineLoad {
  static let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  static let memoryBytes = max(0, sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)))

  /// More tasks want a processor than there are: times taken now say less about a program.
  static var isOverloaded: Bool { (runnableTasks ?? 0) > processors }

  /// The first number of the fourth field of /proc/loadavg; this thread is one of them.
  private static var runnableTasks: Int? {
    let file = open("/proc/loadavg", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var buffer = [UInt8](repeating: 0, count: 128)
    let count = read(file, &buffer, buffer.count)
    let fields = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self).split(separator: " ")
    guard fields.count >= 4 else { return nil }
    return fields[3].split(separator: "/").first.flatMap { Int($0) }
  }
}
