import Foundation
import Sandbox
import Testing

/// A small C program, compiled outside by the machine's own compiler and run inside.
struct Probe {
  private let contents: SealedBytes

  init(_ source: String, flags: [String] = []) throws {
    let scratch = try Scratch()
    let file = try scratch.write("probe.c", source)
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/gcc")
    compiler.arguments = ["-std=gnu11", "-O1", "-w", "-pthread", file, "-o", scratch.path + "/probe"] + flags
    try compiler.run()
    compiler.waitUntilExit()
    try #require(compiler.terminationStatus == 0, "the probe does not compile")
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
