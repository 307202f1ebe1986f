import Rewards
import Testing

@Suite struct LanguageTableTests {
  @Test func everyFixedIDIsThere() {
    let ids = Set(LanguageTable.all.map(\.id))
    let fixed = [
      "python3", "pypy3", "c", "c11", "c17", "cpp", "cpp11", "cpp14", "cpp17", "cpp20", "java", "javascript", "go",
      "rust", "kotlin", "swift", "ruby", "bash",
    ]
    #expect(ids == Set(fixed))
    #expect(ids.count == LanguageTable.all.count)
  }

  @Test func entriesAreSane() {
    for language in LanguageTable.all {
      #expect(language.aliases.contains(language.id), "\(language.id)")
      #expect(language.aliases.allSatisfy { $0 == $0.lowercased() }, "\(language.id)")
      #expect(language.owns(fileName: language.sourceName), "\(language.id)")
      #expect(language.timeFactor >= 1 && language.startupSeconds > 0, "\(language.id)")
      #expect(!language.tools.isEmpty && language.tools.allSatisfy { !$0.package.isEmpty }, "\(language.id)")
    }
    #expect(Set(LanguageTable.all.map(\.seccompFamily)).union([.compiler]) == Set(SeccompFamily.allCases))
  }

  @Test func onlyVirtualMachinesAndGoNeedAMemoryCgroup() {
    #expect(Set(LanguageTable.all.filter(\.reservesAddressSpace).map(\.id)) == ["java", "kotlin", "javascript", "go"])
  }

  @Test(arguments: [
    ("python", "python3"), ("py", "python3"), ("Python3", "python3"), ("c", "c"), ("c++", "cpp"), ("CPP", "cpp"),
    ("c++17", "cpp17"), ("js", "javascript"), ("golang", "go"), ("rs", "rust"), ("kt", "kotlin"), ("sh", "bash"),
    ("pypy", "pypy3"), ("text", nil), ("", nil), ("json", nil),
  ])
  func fenceTag(tag: String, id: String?) {
    #expect(LanguageTable.language(fenceTag: tag)?.id == id)
  }

  @Test(arguments: [
    ("python3", "py"), ("pypy3", "python"), ("cpp17", "c++"), ("cpp", "cpp17"), ("c11", "c"), ("java", "java"),
  ])
  func aliasesOfTheFamily(id: String, tag: String) {
    #expect(LanguageTable.aliases(of: id).contains(tag))
  }

  @Test func aliasesKeepLanguagesApart() {
    #expect(!LanguageTable.aliases(of: "c").contains("cpp"))
    #expect(!LanguageTable.aliases(of: "python3").contains("ruby"))
    #expect(LanguageTable.aliases(of: "cobol").isEmpty)
  }

  @Test(arguments: [
    (["a.cpp", "b.h"], "cpp"), (["solution.py"], "python3"), (["A.java", "B.java", "x.py"], "java"),
    (["a.C"], "cpp"), (["a.c"], "c"), (["x.kt"], "kotlin"), (["README"], nil), ([".py"], nil),
  ])
  func languageOfFiles(names: [String], id: String?) {
    #expect(LanguageTable.language(fileNames: names)?.id == id)
  }

  @Test(arguments: [
    ("python", "python3"), ("pyhton3", "python3"), ("c++", "cpp"), ("jav", "java"), ("cpp18", "cpp17"),
    ("golang", "go"), ("fortran", nil), ("", nil),
  ])
  func didYouMean(id: String, suggestion: String?) {
    let error = #expect(throws: UnknownLanguage.self) { try LanguageTable.language(id: id) }
    if id == "cpp18" {
      #expect(error?.suggestion?.hasPrefix("cpp") == true)
    } else {
      #expect(error?.suggestion == suggestion)
    }
  }

  @Test func anAbsurdIDIsShortened() {
    let error = #expect(throws: UnknownLanguage.self) {
      try LanguageTable.language(id: String(repeating: "x", count: 1 << 20))
    }
    #expect((error?.description.count ?? 0) < 300)
  }

  @Test func limitsAddTheAllowances() throws {
    let java = try LanguageTable.language(id: "java")
    #expect(abs(java.cpuLimitSeconds(problemSeconds: 2) - 3.3) < 1e-9)
    #expect(java.memoryLimitBytes(problemBytes: 256 << 20) == 512 << 20)
    #expect(java.memoryLimitBytes(problemBytes: .max) == .max)
  }

  @Test(
    arguments: [
      (
        "java", 3, nil, "Terminating due to java.lang.OutOfMemoryError: Java heap space",
        MemorySign.Meaning.heapExhausted
      ),
      ("java", 3, nil, "java.lang.OutOfMemoryError: unable to create native thread", .allocationRefused),
      ("java", 3, nil, "bye", nil), ("java", 1, nil, "java.lang.OutOfMemoryError: Java heap space", nil),
      ("javascript", nil, "SIGABRT", "FATAL ERROR: Reached heap limit - JavaScript heap out of memory", .heapExhausted),
      ("go", 2, nil, "fatal error: runtime: out of memory", .heapExhausted), ("go", 2, nil, "panic: x", nil),
      ("python3", 1, nil, "Traceback\nMemoryError", .allocationFailed),
      ("cpp", nil, "SIGABRT", "what():  std::bad_alloc", .allocationRefused), ("cpp", nil, "SIGSEGV", "", nil),
      ("rust", nil, "SIGABRT", "memory allocation of 99 bytes failed", .allocationRefused),
    ] as [(String, Int?, String?, String, MemorySign.Meaning?)])
  func memorySign(id: String, exitCode: Int?, signal: String?, standardError: String, meaning: MemorySign.Meaning?)
    throws
  {
    let language = try LanguageTable.language(id: id)
    let found = language.memorySign(exitCode: exitCode, signal: signal, standardError: Array(standardError.utf8))
    #expect(found == meaning)
  }

  @Test func onlyTheEndOfStandardErrorCounts() throws {
    let language = try LanguageTable.language(id: "python3")
    let early = Array("MemoryError\n".utf8) + [UInt8](repeating: 0x20, count: 9 << 10)
    #expect(language.memorySign(exitCode: 1, signal: nil, standardError: early) == nil)
  }
}
