import Foundation
import Sandbox
import Testing

@testable import Rewards

/// A program cannot tell whether its interpreter was started for it or forked: everything that it writes, and how it
/// ends, is the same. What could tell (`WarmRules`) is started cold in both cases.
@Suite(.serialized, .enabled(if: RealSandbox.shared != nil, "python3 and a root of its own are needed"))
struct WarmEqualityTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../testdata/warm")

  static let programs: [String] = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".py") }.sorted()

  private static let pool = RealSandbox.shared.map { sandbox in
    WarmPool(runner: sandbox, harnesses: HarnessCache(runner: sandbox), count: 1)
  }

  @Test func allAreThere() { #expect(Self.programs.count >= 90) }

  @Test(arguments: programs) func sameBothWays(name: String) async throws {
    let sandbox = try #require(RealSandbox.shared)
    let pool = try #require(Self.pool)
    let language = try #require(RealSandbox.tools.languages["python3"])
    let source = try [UInt8](Data(contentsOf: Self.folder.appending(path: name)))
    let program = PreparedProgram(
      language: language, layout: ProgramLayout(language: language.language, source: ""),
      files: [RunSpecification.WorkFile(path: "main.py", contents: try SealedBytes(source))], compile: nil)
    let limits = Limits(cpu: .seconds(10), memoryBytes: 128 << 20)
    var cold = program.specification(limits: limits, memoryBytes: limits.memoryBytes)
    cold.input = .bytes(try SealedBytes(Array("3\n1 2\n3 4\n5 6\n".utf8)))
    if name.hasPrefix("numpy") {
      // Whoever loads its files first is charged with them.
      var first = cold
      first.unaccounted = true
      _ = try await sandbox.run(first)
    }
    let expected = try await sandbox.run(cold)
    guard case .warm(let form) = WarmRules.start(of: source) else {
      #expect(Self.cold.contains(name), "\(name) is started cold for no known reason")
      return
    }
    #expect(!Self.cold.contains(name))
    // Compiled in the run itself, then from what that run has handed out.
    let code = CompiledCode()
    for _ in 0..<2 {
      let warm = try #require(await pool.warmed(cold, in: language, as: form, code: code))
      var found = try await sandbox.run(warm)
      if let bytes = found.channels.removeValue(forKey: PythonHarness.codeOutput) { code.keep(bytes) }
      #expect(found.output == expected.output, "\(text(found.output)) instead of \(text(expected.output))")
      #expect(
        found.errorOutput == expected.errorOutput, "\(text(found.errorOutput)) instead of \(text(expected.errorOutput))"
      )
      #expect(found.ending == expected.ending)
      #expect(found.stopCause == expected.stopCause)
      #expect(found.layers == expected.layers)
      // Each process of a program writes to pages of its own; nearly all stay within 2 MB.
      let processes = ["fork.py", "processes.py"].contains(name) ? 2 : 1
      #expect(abs(found.peakMemoryBytes - expected.peakMemoryBytes) <= processes * 3 << 20)
    }
  }

  /// Two processes that never seeded it draw other numbers, also where both are forks of one interpreter.
  @Test func numpyDrawsAnewInEveryFork() async throws {
    let sandbox = try #require(RealSandbox.shared)
    let pool = try #require(Self.pool)
    let language = try #require(RealSandbox.tools.languages["python3"])
    let source = Array("import numpy\nprint(numpy.random.random(), numpy.random.randint(1 << 60))\n".utf8)
    guard case .warm(let form) = WarmRules.start(of: source) else {
      Issue.record("started cold")
      return
    }
    let program = PreparedProgram(
      language: language, layout: ProgramLayout(language: language.language, source: ""),
      files: [RunSpecification.WorkFile(path: "main.py", contents: try SealedBytes(source))], compile: nil)
    let limits = Limits(cpu: .seconds(10), memoryBytes: 128 << 20)
    let cold = program.specification(limits: limits, memoryBytes: limits.memoryBytes)
    var drawn: Set<[UInt8]> = []
    for _ in 0..<4 {
      let report = try await sandbox.run(
        try #require(await pool.warmed(cold, in: language, as: form, code: CompiledCode())))
      // A machine without numpy has nothing to draw with.
      if text(report.errorOutput).contains("No module named 'numpy'") { return }
      #expect(report.ending == .exited(code: 0))
      drawn.insert(report.output)
    }
    #expect(drawn.count == 4)
  }

  /// Programs whose words tell of the interpreter itself.
  private static let cold: Set<String> = [
    "collector.py", "latin_source.py", "modules.py", "null_byte.py", "parent.py", "stack.py", "stdout_detached.py",
  ]

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes.suffix(3000), as: UTF8.self) }
}
