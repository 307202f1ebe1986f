import Foundation
import Processes
import Sandbox
import Testing

/// A small C program, compiled outside by the machine's own compiler and run inside.
struct Probe {
  private let contents: SealedBytes

  init(_ source: String, flags: [String] = []) throws {
    let scratch = try Scratch()
    let file = try scratch.write("probe.c", source)
    let compiler = try FinishedProcess(
      running: "/usr/bin/gcc",
      ["-std=gnu11", "-O1", "-w", "-pthread", file, "-o", scratch.path + "/probe"] + flags)
    let errors = String(decoding: compiler.errors, as: UTF8.self)
    try #require(compiler.status == 0, "the probe does not compile: \(errors)")
    contents = try SealedBytes(Array(try Data(contentsOf: URL(fileURLWithPath: scratch.path + "/probe"))))
  }

  func specification(
    _ arguments: [String] = [], profile: SeccompProfile.Name = .native, limits: Limits = .roomy
  ) -> RunSpecification {
    RunSpecification(
      arguments: ["/box/work/probe"] + arguments, root: "system", profile: profile, limits: limits,
      files: [RunSpecification.WorkFile(path: "probe", mode: 0o755, contents: contents)])
  }
}
