import Foundation
import Rewards
import Testing

@Suite struct LanguageToolsTests {
  static let machine = ProcessInfo.processInfo.environment

  @Test func aMissingToolNamesItsPackage() throws {
    let java = try LanguageTable.language(id: "java")
    var nowhere = java
    nowhere.tools = java.tools.map { tool in
      var tool = tool
      tool.candidates = ["no-such-tool-\(tool.name)", "/no/such/\(tool.name)"]
      return tool
    }
    let error = #expect(throws: MissingTool.self) { try LanguageTools.resolve(nowhere, environment: Self.machine) }
    #expect(error?.description == "java needs java, which is not installed: apt-get install default-jdk-headless")
  }

  /// Fails on a machine where a tool is broken, lists on one where it is missing.
  @Test(arguments: LanguageTable.all.map(\.id))
  func resolvedLanguagesAreComplete(id: String) throws {
    let language = try LanguageTable.language(id: id)
    guard let resolved = try? LanguageTools.resolve(language, environment: Self.machine) else {
      print("skipped: \(id) is not installed")
      return
    }
    #expect(resolved.tools.count == language.tools.count)
    #expect(resolved.tools.values.allSatisfy { $0.hasPrefix("/") })
    #expect(!resolved.version().isEmpty)
    let layout = ProgramLayout(language: language, source: "")
    let words =
      (resolved.compileCommand(layout) ?? []) + resolved.runCommand(layout, memoryBytes: 256 << 20)
      + resolved.compileEnvironment().values + resolved.runEnvironment(memoryBytes: 256 << 20).values
    #expect(!words.contains { $0.contains("{") || $0.contains("}") }, "\(words)")
    #expect(resolved.identity == (try LanguageTools.resolve(language, environment: Self.machine)).identity)
  }

  @Test func proxiesOfVersionManagersAreReplaced() throws {
    let home = FileManager.default.temporaryDirectory.appendingPathComponent("klear-rustup-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: home) }
    let bin = "\(home)/.rustup/toolchains/stable-here/bin"
    for folder in [bin, "\(home)/bin"] {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
    for file in ["\(bin)/rustc", "\(home)/bin/rustup"] {
      try Data("#!/bin/sh\necho rustc 9.9\n".utf8).write(to: URL(fileURLWithPath: file))
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
    }
    try FileManager.default.createSymbolicLink(atPath: "\(home)/bin/rustc", withDestinationPath: "rustup")
    let rust = try LanguageTable.language(id: "rust")
    let settings = "version = \"12\"\ndefault_toolchain = \"stable\"\n"
    try Data(settings.utf8).write(to: URL(fileURLWithPath: "\(home)/.rustup/settings.toml"))
    let resolved = try LanguageTools.resolve(rust, environment: ["PATH": "\(home)/bin", "HOME": home])
    #expect(resolved.tools["rustc"] == "\(bin)/rustc")
    #expect(resolved.readPaths == ["\(home)/.rustup/toolchains/stable-here"])
    #expect(resolved.version() == "rustc 9.9")
  }

  @Test func oneFileOfPythonRunsWithoutItsFolder() throws {
    let python = try LanguageTable.language(id: "python3")
    guard let resolved = try? LanguageTools.resolve(python, environment: Self.machine) else { return }
    let two = ["main.py", "helper.py"].map { SourceFile(name: $0, contents: []) }
    let command = resolved.runCommand(try ProgramLayout(language: python, files: two), memoryBytes: 1 << 30)
    #expect(Array(command.dropFirst()) == ["-s", "/box/work/main.py"])
    #expect(resolved.runEnvironment(memoryBytes: 0)["PYTHONHASHSEED"] == "0")
    #expect(resolved.runEnvironment(memoryBytes: 0)["HOME"] == "/box/work")
  }

  @Test func hostileNamesStayOneWord() throws {
    let cpp = try LanguageTable.language(id: "cpp")
    guard let resolved = try? LanguageTools.resolve(cpp, environment: Self.machine) else { return }
    let files = ["-o evil {artifact}.cpp", "a b.cpp"].map { SourceFile(name: $0, contents: []) }
    let command = resolved.compileCommand(try ProgramLayout(language: cpp, files: files)) ?? []
    #expect(command.contains("/box/work/-o evil {artifact}.cpp"))
    #expect(command.contains("/box/work/a b.cpp"))
  }
}
