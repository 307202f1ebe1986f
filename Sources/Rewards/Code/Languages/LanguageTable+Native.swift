/// Languages that compile to machine code.
extension LanguageTable {
  static let nativeLanguages: [Language] =
    [
      c("c", "C17", "gnu17", ["c"]), c("c11", "C11", "gnu11", ["c11"]), c("c17", "C17", "gnu17", ["c17"]),
      // `cpp` is C++20: what Kattis and DOMjudge compile for, and nearly every C++17 program is valid C++20.
      cpp("cpp", "C++20", "gnu++20", ["cpp", "c++", "cc", "cxx", "cplusplus", "g++", "c++23", "cpp23"]),
      cpp("cpp11", "C++11", "gnu++11", ["cpp11", "c++11"]), cpp("cpp14", "C++14", "gnu++14", ["cpp14", "c++14"]),
      cpp("cpp17", "C++17", "gnu++17", ["cpp17", "c++17"]), cpp("cpp20", "C++20", "gnu++20", ["cpp20", "c++20"]),
      go, rust, swift,
    ]

  /// The runtime of C and C++ gives up by an exception or a null pointer, both of which are the program's own.
  private static let badAlloc = MemorySign(
    exitCode: nil, signal: "SIGABRT", standardError: ["std::bad_alloc"], meaning: .allocationRefused)

  private static func c(_ id: String, _ name: String, _ standard: String, _ aliases: [String]) -> Language {
    gnu(
      id: id, name: name, aliases: aliases, fileExtensions: ["c"], sourceName: "main.c", standard: standard,
      compiler: Tool(
        name: "gcc", candidates: ["/usr/bin/gcc", "gcc"], package: "gcc", versionArguments: ["-dumpfullversion"]))
  }

  private static func cpp(_ id: String, _ name: String, _ standard: String, _ aliases: [String]) -> Language {
    gnu(
      id: id, name: name, aliases: aliases, fileExtensions: ["cpp", "cc", "cxx", "c++", "C"], sourceName: "main.cpp",
      standard: standard,
      compiler: Tool(
        name: "g++", candidates: ["/usr/bin/g++", "g++"], package: "g++", versionArguments: ["-dumpfullversion"]))
  }

  /// GCC as contests call it. `{options}` is `-static` where the static libraries are installed: such a program
  /// starts in 1.3 instead of 1.9 ms, opens no file to do so, and compiles as fast.
  private static func gnu(
    id: String, name: String, aliases: [String], fileExtensions: [String], sourceName: String, standard: String,
    compiler: Tool
  ) -> Language {
    Language(
      id: id, name: name, aliases: aliases, fileExtensions: fileExtensions, sourceName: sourceName,
      tools: [compiler],
      compile: CompileStep(
        command: [
          "{\(compiler.name)}", "-std=\(standard)", "-O2", "-pipe", "-DONLINE_JUDGE", "-fmax-errors=20", "{options}",
          "-o", "{artifact}", "{sources}", "-lm", "-pthread",
        ],
        artifact: .file),
      run: ["{artifact}"], environment: [:], timeFactor: 1, startupSeconds: 0.02, memoryAllowanceBytes: 4 << 20,
      processAllowance: 0, seccompFamily: .native, openFilesLimit: 256, stackBytes: nil, memorySigns: [badAlloc])
  }

  private static let go = Language(
    id: "go", name: "Go", aliases: ["go", "golang"], fileExtensions: ["go"], sourceName: "main.go",
    tools: [
      Tool(name: "go", candidates: ["go", "/usr/bin/go"], package: "golang-go", versionArguments: ["version"])
    ],
    compile: CompileStep(
      command: ["{go}", "build", "-o", "{artifact}", "{sources}"], artifact: .file,
      environment: [
        "GO111MODULE": "off", "GOCACHE": "/tmp/go-cache", "GOPATH": "/tmp/go", "GOPROXY": "off",
        "GOTOOLCHAIN": "local", "GOFLAGS": "", "CGO_ENABLED": "0", "GOTELEMETRY": "off",
      ],
      // From Go 1.20 on the standard library comes without objects and is compiled with every program.
      cpuSeconds: 90),
    run: ["{artifact}"],
    // Two processors whatever the machine has: Go's collector marks on all idle ones, and their CPU is the program's.
    // The collector works harder when the heap nears the limit instead of letting it double.
    environment: ["GOMAXPROCS": "2", "GOMEMLIMIT": "{memory_mb}MiB"],
    timeFactor: 1, startupSeconds: 0.02, memoryAllowanceBytes: 16 << 20, processAllowance: 16, seccompFamily: .go,
    openFilesLimit: 256, stackBytes: nil,
    memorySigns: [
      MemorySign(
        exitCode: 2, signal: nil,
        standardError: ["fatal error: runtime: out of memory", "fatal error: out of memory", "runtime: out of memory"],
        meaning: .heapExhausted)
    ],
    reservesAddressSpace: true)

  private static let rust = Language(
    id: "rust", name: "Rust", aliases: ["rust", "rs"], fileExtensions: ["rs"], sourceName: "main.rs",
    tools: [
      Tool(name: "rustc", candidates: ["rustc", "/usr/bin/rustc"], package: "rustc", versionArguments: ["--version"])
    ],
    compile: CompileStep(
      // Only the main file: the compiler finds the modules beside it by itself.
      command: ["{rustc}", "-O", "--edition", "2021", "--cap-lints", "allow", "-o", "{artifact}", "{main}"],
      artifact: .file),
    run: ["{artifact}"], environment: [:], timeFactor: 1, startupSeconds: 0.02, memoryAllowanceBytes: 4 << 20,
    processAllowance: 0, seccompFamily: .native, openFilesLimit: 256, stackBytes: nil,
    memorySigns: [
      MemorySign(
        exitCode: nil, signal: "SIGABRT", standardError: ["memory allocation of "], meaning: .allocationRefused)
    ])

  private static let swift = Language(
    id: "swift", name: "Swift", aliases: ["swift"], fileExtensions: ["swift"], sourceName: "main.swift",
    tools: [
      Tool(
        name: "swiftc", candidates: ["swiftc", "/usr/bin/swiftc"], package: "swiftlang",
        versionArguments: ["--version"])
    ],
    compile: CompileStep(
      // `{options}` is -parse-as-library for a program that starts at `@main`. The libraries stay shared: with
      // Foundation inside, each program would be 70 MB.
      command: ["{swiftc}", "-O", "-suppress-warnings", "{options}", "-o", "{artifact}", "{sources}"], artifact: .file,
      cpuSeconds: 60),
    run: ["{artifact}"], environment: [:], timeFactor: 1, startupSeconds: 0.05, memoryAllowanceBytes: 24 << 20,
    processAllowance: 8, seccompFamily: .native, openFilesLimit: 256, stackBytes: nil, memorySigns: [])
}
