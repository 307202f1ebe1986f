import CBench
import Foundation
import Glibc

/// The machine as the benchmarks see it.
enum Machine {
  static let processorCount = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  /// CPU seconds of this process and of all that it has waited for. With `adoptOrphans` before and `reapOrphans` after
  /// a piece of work, that is all of it: bubblewrap, for one, leaves the init of its namespaces to others.
  static var processorSeconds: Double { Double(cbench_processor_ns()) * 1e-9 }

  /// CPU seconds of this process, of all that descend from it, and of all those that any of them has waited for:
  /// proc_pid_stat(5). To a hundredth of a second for each process that lives.
  static var treeSeconds: Double {
    var processes: [Int32: (parent: Int32, ticks: Int)] = [:]
    for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
      // A process may have ended since it was listed.
      guard let id = Int32(name), let bytes = FileManager.default.contents(atPath: "/proc/\(name)/stat") else {
        continue
      }
      let text = String(decoding: bytes, as: UTF8.self)
      // The command's name may hold blanks and brackets: what follows begins behind the last one.
      guard let end = text.lastIndex(of: ")") else { continue }
      let fields = text[text.index(after: end)...].split(separator: " ")
      guard fields.count > 14, let parent = Int32(fields[1]) else { continue }
      processes[id] = (parent, fields[11...14].reduce(0) { $0 + (Int($1) ?? 0) })
    }
    var isOurs: [Int32: Bool] = [getpid(): true]
    func descends(_ id: Int32) -> Bool {
      if let known = isOurs[id] { return known }
      guard let process = processes[id] else { return false }
      isOurs[id] = false  // whatever the kernel says while processes come and go, this ends
      let answer = descends(process.parent)
      isOurs[id] = answer
      return answer
    }
    let ticks = processes.reduce(0) { $0 + (descends($1.key) ? $1.value.ticks : 0) }
    return Double(ticks) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// CPU seconds that the whole machine has spent, by whom ever: processes that live on count too. `/proc/stat`, whose
  /// unit is a hundredth of a second.
  static var machineSeconds: Double {
    guard let bytes = try? InputFile.read("/proc/stat", limit: 1 << 20) else { return 0 }
    let line = String(decoding: bytes, as: UTF8.self).prefix { $0 != "\n" }
    let ticks = line.split(separator: " ").dropFirst().compactMap { Double($0) }
    // user, nice, system, idle, iowait, irq, softirq, steal; guests are in the first two already.
    guard ticks.count >= 8 else { return 0 }
    return (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6]) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// From now on this process is the parent of processes whose own has ended: prctl(2), PR_SET_CHILD_SUBREAPER.
  static func adoptOrphans() { cbench_adopt_orphans() }

  /// Waits for every child there is. Not while others wait for children of theirs.
  static func reapOrphans() { while waitpid(-1, nil, 0) > 0 || errno == EINTR {} }

  /// Binds every thread of this process, and so its children to come, to one processor.
  static func useOneProcessor() -> Bool { cbench_use_one_processor() == 0 }
}

extension ContinuousClock {
  /// Seconds that `work` takes.
  static func seconds<Failure: Error>(of work: () async throws(Failure) -> Void) async throws(Failure) -> Double {
    let start = now
    try await work()
    let (seconds, attoseconds) = (now - start).components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }
}
