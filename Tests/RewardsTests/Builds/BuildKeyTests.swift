import Testing

@testable import Rewards

@Suite struct BuildKeyTests {
  private static func language() throws -> ResolvedLanguage {
    ResolvedLanguage(
      language: try LanguageTable.language(id: "cpp17"), tools: ["g++": "/usr/bin/g++"], readPaths: [],
      identity: "g++=/usr/bin/g++:1:2.3", variables: [:], machineOptions: [])
  }

  private static func layout(_ files: [(String, String)]) throws -> ProgramLayout {
    try ProgramLayout(
      language: LanguageTable.language(id: "cpp17"),
      files: files.map { SourceFile(name: $0.0, contents: Array($0.1.utf8)) })
  }

  /// Every part that a result depends on, changed by itself.
  @Test func everyPartCounts() throws {
    let base = try Self.language()
    let files = [("main.cpp", "int main() {}"), ("a.h", "x")]
    var languages: [ResolvedLanguage] = []
    func change(_ body: (inout ResolvedLanguage) -> Void) {
      var copy = base
      body(&copy)
      languages.append(copy)
    }
    change { $0.identity += "9" }
    change { $0.readPaths = ["/opt/gcc"] }
    change { $0.tools["g++"] = "/usr/local/bin/g++" }
    change { $0.machineOptions = ["-static"] }
    change { $0.language.id = "cpp" }
    change { $0.language.compile?.command.append("-g") }
    change { $0.language.compile?.environment["A"] = "b" }
    change { $0.language.compile?.artifact = .folder }
    change { $0.language.compile?.cpuSeconds += 1 }
    change { $0.language.compile?.memoryBytes += 1 }
    change { $0.language.compile?.processes += 1 }
    change { $0.language.compile?.artifactBytes += 1 }
    var keys = try languages.map { BuildKey.program(try Self.layout(files), in: $0, packages: ["p"]) }
    let layouts: [[(String, String)]] = [
      files, [("main.cpp", "int main() { }"), ("a.h", "x")], [("main.cpp", "int main() {}"), ("b.h", "x")],
      [("main.cpp", "int main() {}"), ("a.h", "y")], [("main.cpp", "int main() {}")],
      [("main.cpp", "int main() {}"), ("a.h", "x"), ("c.h", "")],
      // The same bytes, cut elsewhere.
      [("main.cpp", "int main() {}a"), (".h", "x")], [("main.cpp", "int main() {}"), ("a.hx", "")],
      [("a.cpp", ""), ("main.cpp", "int main() {}")], [("main.cpp", "int main() {}"), ("a.cpp", "")],
    ]
    keys += try layouts.map { BuildKey.program(try Self.layout($0), in: base, packages: ["p"]) }
    keys.append(BuildKey.program(try Self.layout(files), in: base, packages: ["q"]))
    keys.append(BuildKey.program(try Self.layout(files), in: base, packages: []))
    #expect(Set(keys).count == keys.count)
    #expect(keys.allSatisfy { $0.count == 64 && $0.allSatisfy(\.isHexDigit) })
    let reversed = BuildKey.program(try Self.layout(files), in: base, packages: ["p"])
    #expect(keys.contains(reversed), "the same parts give the same key")
  }

  @Test func preparedHeadersDependOnTheirWords() throws {
    let include = Array("#include <bits/stdc++.h>\nint main() {}".utf8)
    func key(_ id: String, _ options: [String] = []) throws -> String? {
      var language = try Self.language()
      language.language = try LanguageTable.language(id: id)
      language.machineOptions = options
      let layout = ProgramLayout(language: language.language, source: String(decoding: include, as: UTF8.self))
      return QuickCompile.plan(layout, in: language)?.preparation?.key(packages: ["p"])
    }
    let keys = [try key("cpp"), try key("cpp17"), try key("cpp11"), try key("cpp", ["-static"])]
    #expect(!keys.contains(nil))
    #expect(Set(keys).count == keys.count)
  }

  @Test func rulesOfMakeAreRead() {
    let rule = "out/a.gch: /box/work/main.cpp \\\n /usr/include/b.h /usr/include/a.h \\\n  /usr/include/b.h\n"
    #expect(Preparation.paths(inRule: rule) == ["/usr/include/a.h", "/usr/include/b.h"])
  }
}
