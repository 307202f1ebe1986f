import Foundation
import Testing

@testable import Rewards

/// The fuzzer of the reader, of `equal`, and of extraction: a few hundred cases in every test run, hours on demand.
///
/// An hour in release mode, with a line a minute:
///
///     KLEAR_FUZZ_SECONDS=3600 swift test -c release -Xswiftc -enable-testing --filter MathFuzz
///
/// A case may compare four times; `KLEAR_FUZZ_LIMIT` says how many seconds it may take (4).
/// `KLEAR_FUZZ_SEED` gives the first seed (else the time does; it is printed). A failure prints its seed and its texts, cut
/// down as far as it stays. Should the process die, the file named in the first line holds the seed of the case that
/// killed it: `KLEAR_FUZZ_SEED=… KLEAR_FUZZ_SECONDS=0 …` prints that one and runs it again.
@Suite struct MathFuzzTests {
  private static func setting(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }

  @Test(.enabled(if: setting("KLEAR_FUZZ_SECONDS") == nil))
  func aFewHundredCasesHold() throws {
    var fuzzer = MathFuzzer(corpus: try FuzzCorpus())
    for seed in 0..<UInt64(400) { fuzzer.run(seed: seed) }
    MathFuzzTests.report(fuzzer)
    // Something was read and compared: without, this test would say nothing.
    #expect(fuzzer.counts.meaningful > 100)
    #expect(fuzzer.counts.equalPairs > 0)
  }

  @Test(.enabled(if: setting("KLEAR_FUZZ_SECONDS") != nil))
  func casesHoldForAsLongAsAskedFor() throws {
    let seconds = MathFuzzTests.setting("KLEAR_FUZZ_SECONDS").flatMap(Double.init) ?? 0
    let first =
      MathFuzzTests.setting("KLEAR_FUZZ_SEED").flatMap(UInt64.init) ?? UInt64(Date().timeIntervalSince1970) << 20
    var fuzzer = MathFuzzer(corpus: try FuzzCorpus())
    if let limit = MathFuzzTests.setting("KLEAR_FUZZ_LIMIT").flatMap(Double.init) { fuzzer.timeLimit = limit }
    let trail = try FuzzTrail()
    MathFuzzTests.say("fuzzing from seed \(first) for \(seconds) s; the case at hand stands in \(trail.path)")
    if seconds == 0 {
      for (property, texts) in fuzzer.questions(seed: first) { MathFuzzTests.say("\(property.rawValue): \(texts)") }
    }
    let start = Date()
    var (seed, minute, memory) = (first, 1, 0)
    var told = 0
    repeat {
      trail.note(seed)
      fuzzer.run(seed: seed)
      for failure in fuzzer.failures.dropFirst(told) { MathFuzzTests.say(MathFuzzTests.words(failure)) }
      told = fuzzer.failures.count
      seed &+= 1
      let elapsed = Date().timeIntervalSince(start)
      if elapsed >= Double(minute * 60) {
        MathFuzzTests.printLine(fuzzer, minute)
        if minute == 1 { memory = FuzzTrail.residentBytes() }
        minute += 1
      }
    } while Date().timeIntervalSince(start) < seconds
    MathFuzzTests.printLine(fuzzer, minute)
    MathFuzzTests.report(fuzzer)
    if memory > 0 {
      let growth = FuzzTrail.residentBytes() - memory
      #expect(growth < 64 << 20, "memory grew by \(growth >> 20) MiB after the first minute")
    }
  }

  /// At once, so that a run that dies has said what it knew.
  private static func say(_ line: String) {
    print(line)
    fflush(nil)
  }

  private static func report(_ fuzzer: MathFuzzer) {
    for failure in fuzzer.failures { Issue.record("\(words(failure))") }
  }

  private static func words(_ failure: MathFuzzer.Failure) -> String {
    "seed \(failure.seed): \(failure.property.rawValue): \(failure.texts): \(failure.detail)"
  }

  private static func printLine(_ fuzzer: MathFuzzer, _ minute: Int) {
    let counts = fuzzer.counts
    let slowest = String(format: "%.0f ms", counts.slowest * 1000)
    say(
      "minute \(minute): \(counts.cases) cases, \(counts.parsed) parsed, \(counts.meaningful) with a meaning, "
        + "\(counts.equalPairs) equal pairs, \(counts.extracted) responses, \(fuzzer.failures.count) failures, slowest "
        + "\(slowest) (\(counts.slowestText.debugDescription.prefix(80))), \(FuzzTrail.residentBytes() >> 20) MiB")
  }
}

/// Where the seed of the case at hand is kept while it runs, for the case that a crash ends the process.
final class FuzzTrail {
  let path: String
  private let file: FileHandle

  init() throws {
    path = NSTemporaryDirectory() + "klear-fuzz-\(ProcessInfo.processInfo.processIdentifier).seed"
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    file = try FileHandle(forWritingTo: URL(filePath: path))
  }

  func note(_ seed: UInt64) {
    let text = "\(seed)"
    try? file.seek(toOffset: 0)
    file.write(Data((text + String(repeating: " ", count: 20 - text.count) + "\n").utf8))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// What the process holds in memory.
  static func residentBytes() -> Int {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * 4096
  }
}
