import Glibc
import Ledger
import Rewards

/// Entries of a ledger as people and programs read them.
enum LedgerRowText {
  /// One JSON object: what it was made from, and the row as it was given.
  static func whole(_ entry: LedgerEntry) -> String {
    var row = JSONObjectText()
    row.add("verdict_id", entry.id.text)
    row.add("run", entry.run)
    row.add("time", time(entry.createdMilliseconds))
    row.add("language_version", entry.languageVersion)
    row.add("program_hash", entry.program)
    row.add("problem_hash", entry.digests.problem)
    row.add("tests_hash", entry.digests.tests)
    row.add("checker_hash", entry.digests.checker)
    row.add("limits_hash", entry.digests.limits)
    row.add("settings", entry.settings)
    row.add("may_be_shared", entry.mayBeShared)
    row.add("cached_from", entry.copiedFrom?.text)
    row.add("row", raw: entry.row)
    return row.line
  }

  static func line(_ entry: LedgerEntry) -> String {
    let reward = entry.reward.map { "reward \(number($0))" } ?? "no reward"
    let copied = entry.copiedFrom == nil ? "" : ", cached"
    return
      "\(time(entry.createdMilliseconds))  \(entry.id)  \(printable(entry.run))  \(printable(entry.submissionID))  "
      + "\(entry.verdict.rawValue) (\(entry.passed)/\(entry.total), \(reward)\(copied))"
  }

  static func line(_ run: LedgerRun) -> String {
    let mean = run.meanReward.map { ", mean reward \(number($0))" } ?? ""
    let faults = run.faults > 0 ? ", \(run.faults) internal_error" : ""
    return "\(time(run.firstMilliseconds))  \(printable(run.name))  \(run.verdicts) verdicts, \(run.accepted) accepted"
      + mean + faults
  }

  static func json(_ run: LedgerRun) -> String {
    var row = JSONObjectText()
    row.add("run", run.name)
    row.add("verdicts", run.verdicts)
    row.add("accepted", run.accepted)
    row.add("internal_errors", run.faults)
    row.add("mean_reward", run.meanReward)
    row.add("first", time(run.firstMilliseconds))
    row.add("last", time(run.lastMilliseconds))
    return row.line
  }

  static func number(_ value: Double) -> String {
    let text = String((value * 1000).rounded() / 1000)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// Ids come from whoever made the rows: nothing of them may reach a terminal as a command.
  static func printable(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.isControlCharacter ? "?" : $0 }.prefix(80)))
  }

  static func time(_ milliseconds: Int64) -> String {
    var seconds = time_t(milliseconds / 1000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    var buffer = [CChar](repeating: 0, count: 32)
    strftime(&buffer, buffer.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

extension Unicode.Scalar.Properties {
  /// Moves a cursor, changes a colour or reverses what follows.
  fileprivate var isControlCharacter: Bool { [.control, .format, .surrogate].contains(generalCategory) }
}
