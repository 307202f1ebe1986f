/// Languages that compile to class files.
extension LanguageTable {
  /// One collector thread, two processors whatever the machine has, 64 MiB of stack for deep recursion. An exhausted heap ends the
  /// machine with 3 at once, said on standard error, so that a program cannot catch it and go on half dead.
  private static let machineFlags = [
    "-Xmx{memory_mb}m", "-Xss64m", "-XX:+UseSerialGC", "-XX:ActiveProcessorCount=2", "-XX:-UsePerfData",
    "-XX:+ExitOnOutOfMemoryError", "-XX:+DisplayVMOutputToStderr", "-Dfile.encoding=UTF-8", "-DONLINE_JUDGE=true",
  ]

  private static let memorySigns = [
    MemorySign(
      exitCode: 3, signal: nil,
      standardError: [
        "java.lang.OutOfMemoryError: Java heap space", "java.lang.OutOfMemoryError: GC overhead limit exceeded",
        "java.lang.OutOfMemoryError: Metaspace",
      ],
      meaning: .heapExhausted),
    // An array beyond what the language allows, a thread too many.
    MemorySign(
      exitCode: 3, signal: nil, standardError: ["java.lang.OutOfMemoryError"], meaning: .allocationRefused),
    MemorySign(
      exitCode: 1, signal: nil,
      standardError: [
        "There is insufficient memory for the Java Runtime", "Could not reserve enough space for object heap",
      ],
      meaning: .allocationRefused),
  ]

  private static let javaTool = Tool(
    name: "java", candidates: ["java", "/usr/bin/java"], package: "default-jdk-headless",
    versionArguments: ["-version"])

  static let jvmLanguages: [Language] = [
    Language(
      id: "java", name: "Java", aliases: ["java"], fileExtensions: ["java"], sourceName: "Main.java",
      tools: [
        javaTool,
        Tool(
          name: "javac", candidates: ["javac", "/usr/bin/javac"], package: "default-jdk-headless",
          versionArguments: ["-version"]),
      ],
      compile: CompileStep(
        // The quick compiler alone halves javac's CPU time; its own stack holds deeply nested expressions.
        command: [
          "{javac}", "-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC", "-J-XX:-UsePerfData", "-J-Xmx1g", "-J-Xss64m",
          "-encoding", "UTF-8", "-proc:none", "-nowarn", "-Xmaxerrs", "20", "-d", "{artifact}", "{sources}",
        ],
        artifact: .folder),
      run: ["{java}"] + machineFlags + ["-cp", "{artifact}", "{main_class}"], environment: [:],
      // The compilers of the machine run on the program's clock, since CPU time is that of the whole tree.
      timeFactor: 1.5, startupSeconds: 0.3, memoryAllowanceBytes: 256 << 20, processAllowance: 32,
      seccompFamily: .jvm, openFilesLimit: 256, stackBytes: 64 << 20, memorySigns: memorySigns,
      reservesAddressSpace: true),
    Language(
      id: "kotlin", name: "Kotlin", aliases: ["kotlin", "kt"], fileExtensions: ["kt"], sourceName: "main.kt",
      tools: [
        javaTool,
        Tool(
          name: "kotlinc", candidates: ["kotlinc", "/usr/bin/kotlinc"], package: "kotlin",
          versionArguments: ["-version"]),
      ],
      compile: CompileStep(
        command: ["{kotlinc}", "-nowarn", "-d", "{artifact}", "{sources}"], artifact: .folder,
        environment: [
          "JAVA_HOME": "{java_home}",
          "JAVA_OPTS": "-Xmx1g -Xss64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData",
        ],
        cpuSeconds: 60),
      run: ["{java}"] + machineFlags + ["-cp", "{artifact}{class_path}", "{main_class}"], environment: [:],
      timeFactor: 1.5, startupSeconds: 0.35, memoryAllowanceBytes: 256 << 20, processAllowance: 32,
      seccompFamily: .jvm, openFilesLimit: 256, stackBytes: 64 << 20, memorySigns: memorySigns,
      reservesAddressSpace: true),
  ]
}
