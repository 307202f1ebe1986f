/// Languages that run from their source.
extension LanguageTable {
  /// What CPython and PyPy print when an allocation fails; below 90 % of the limit it is the program's own doing.
  private static let pythonMemorySign = MemorySign(
    exitCode: 1, signal: nil, standardError: ["MemoryError"], meaning: .allocationFailed)

  /// Python compiles each source as it would at import, and writes nothing.
  private static let pythonSyntaxCheck =
    "import sys\nfor n in sys.argv[1:]:\n with open(n, 'rb') as f: compile(f.read(), n, 'exec', dont_inherit=True)"

  /// A shell that runs a tool's own check on each source.
  private static func eachSource(_ tool: String, _ option: String) -> [String] {
    ["/bin/sh", "-c", "for f; do \(tool) \(option) \"$f\" || exit 1; done", "sh", "{sources}"]
  }

  static let pythons: [Language] = [
    Language(
      id: "python3", name: "Python 3",
      aliases: ["python3", "python", "py", "py3", "python-3", "python3.10", "python3.11", "python3.12"],
      fileExtensions: ["py", "py3"], sourceName: "main.py",
      // Debian's first: a pyenv shim is a shell script that costs three times the start of the interpreter.
      tools: [
        Tool(
          name: "python3", candidates: ["/usr/bin/python3", "python3"], package: "python3",
          versionArguments: ["--version"])
      ],
      compile: nil,
      // -s: no user site-packages. `{options}` is -P where Python knows it (3.11) and the program is a single file:
      // the work directory must not shadow the library, but files of one program import each other.
      run: ["{python3}", "-s", "{options}", "{main}"],
      syntaxCheck: ["{python3}", "-s", "-c", pythonSyntaxCheck, "{sources}"],
      environment: ["PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1"],
      timeFactor: 1, startupSeconds: 0.1, memoryAllowanceBytes: 16 << 20, processAllowance: 0, seccompFamily: .python,
      openFilesLimit: 256, stackBytes: nil, memorySigns: [pythonMemorySign]),
    Language(
      id: "pypy3", name: "Python 3 (PyPy)", aliases: ["pypy3", "pypy"], fileExtensions: ["py", "py3"],
      sourceName: "main.py",
      tools: [
        Tool(
          name: "pypy3", candidates: ["/usr/bin/pypy3", "pypy3"], package: "pypy3", versionArguments: ["--version"])
      ],
      compile: nil, run: ["{pypy3}", "-s", "{options}", "{main}"],
      syntaxCheck: ["{pypy3}", "-s", "-c", pythonSyntaxCheck, "{sources}"],
      // Without a nursery size PyPy asks /proc/cpuinfo, which is not there, and warns on standard error.
      environment: ["PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1", "PYPY_GC_NURSERY": "4M"],
      timeFactor: 1, startupSeconds: 0.15, memoryAllowanceBytes: 96 << 20, processAllowance: 0,
      seccompFamily: .python, openFilesLimit: 256, stackBytes: nil, memorySigns: [pythonMemorySign]),
  ]

  static let scripts: [Language] = [
    Language(
      id: "javascript", name: "JavaScript (Node.js)",
      aliases: ["javascript", "js", "node", "nodejs", "mjs", "ecmascript"],
      fileExtensions: ["js", "mjs", "cjs"], sourceName: "main.js",
      tools: [
        Tool(
          name: "node", candidates: ["node", "nodejs", "/usr/bin/node"], package: "nodejs",
          versionArguments: ["--version"])
      ],
      compile: nil,
      // 60,000 KiB of stack below the 64 MiB of the limit: 800,000 frames of a small function.
      run: ["{node}", "--stack-size=60000", "--max-old-space-size={memory_mb}", "{main}"],
      syntaxCheck: eachSource("{node}", "--check"), environment: [:], timeFactor: 1, startupSeconds: 0.15,
      memoryAllowanceBytes: 128 << 20, processAllowance: 16,
      seccompFamily: .node, openFilesLimit: 256, stackBytes: 64 << 20,
      memorySigns: [
        MemorySign(
          exitCode: nil, signal: "SIGABRT",
          standardError: ["JavaScript heap out of memory", "process out of memory"], meaning: .heapExhausted),
        MemorySign(
          exitCode: nil, signal: "SIGTRAP", standardError: ["JavaScript heap out of memory"], meaning: .heapExhausted),
        MemorySign(
          exitCode: 1, signal: nil, standardError: ["ERR_WORKER_OUT_OF_MEMORY"], meaning: .heapExhausted),
        MemorySign(
          exitCode: 1, signal: nil, standardError: ["Array buffer allocation failed"], meaning: .allocationRefused),
      ],
      reservesAddressSpace: true),
    Language(
      id: "ruby", name: "Ruby", aliases: ["ruby", "rb"], fileExtensions: ["rb"], sourceName: "main.rb",
      tools: [
        Tool(name: "ruby", candidates: ["ruby", "/usr/bin/ruby"], package: "ruby", versionArguments: ["--version"])
      ],
      compile: nil, run: ["{ruby}", "{main}"], syntaxCheck: eachSource("{ruby}", "-c"),
      // The virtual machine's own stack, 1 MiB by default, ends recursion at 10,000 calls.
      environment: ["RUBY_THREAD_VM_STACK_SIZE": "50000000"],
      timeFactor: 1, startupSeconds: 0.2, memoryAllowanceBytes: 32 << 20, processAllowance: 4, seccompFamily: .ruby,
      openFilesLimit: 256, stackBytes: 64 << 20,
      memorySigns: [
        MemorySign(exitCode: 1, signal: nil, standardError: ["NoMemoryError"], meaning: .allocationFailed)
      ]),
    Language(
      id: "bash", name: "Bash", aliases: ["bash", "sh", "shell"], fileExtensions: ["sh", "bash"],
      sourceName: "main.sh",
      tools: [
        Tool(
          name: "bash", candidates: ["/usr/bin/bash", "/bin/bash", "bash"], package: "bash",
          versionArguments: ["--version"])
      ],
      compile: nil, run: ["{bash}", "{main}"], syntaxCheck: eachSource("{bash}", "-n"), environment: [:],
      timeFactor: 1, startupSeconds: 0.05, memoryAllowanceBytes: 8 << 20, processAllowance: 0, seccompFamily: .shell,
      openFilesLimit: 256, stackBytes: nil,
      memorySigns: [
        MemorySign(
          exitCode: 2, signal: nil, standardError: ["xmalloc: cannot allocate", "xrealloc: cannot allocate"],
          meaning: .allocationRefused)
      ]),
  ]
}
