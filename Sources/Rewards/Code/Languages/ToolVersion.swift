import Glibc

extension ResolvedLanguage {
  /// The first line that each tool prints about its version, `; ` between them. Runs the tools (up to a second for
  /// Kotlin), so ask once, and only for languages in use; a tool that says nothing counts as its path alone.
  public func version() -> String {
    language.tools.compactMap { tool in
      tools[tool.name].flatMap { ToolVersion.firstLine(of: [$0] + tool.versionArguments) }
    }.joined(separator: "; ")
  }
}

/// Asks a trusted tool for its version: at start-up, outside any sandbox.
enum ToolVersion {
  /// The first line with a digit of what a command prints on either stream.
  static func firstLine(of command: [String]) -> String? {
    output(of: command).split(whereSeparator: \.isNewline).map(String.init).first { line in
      // Kotlin's start script makes the machine complain first.
      !line.contains("warning:") && line.contains { $0.isNumber }
    }
  }

  /// Major and minor version of a Python interpreter, (0, 0) if it does not say.
  static func python(at path: String) -> (Int, Int) {
    guard let line = firstLine(of: [path, "-V"]), let number = line.split(separator: " ").dropFirst().first else {
      return (0, 0)
    }
    let parts = number.split(separator: ".").compactMap { Int($0) }
    return parts.count >= 2 ? (parts[0], parts[1]) : (0, 0)
  }

  /// Standard output and standard error, 8 KiB at most; empty if the command cannot be started.
  private static func output(of command: [String]) -> String {
    guard let path = command.first else { return "" }
    var pipe: [Int32] = [-1, -1]
    guard Glibc.pipe(&pipe) == 0 else { return "" }
    defer { close(pipe[0]) }
    for end in pipe { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, pipe[1], 1)
    posix_spawn_file_actions_adddup2(&actions, pipe[1], 2)
    var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
    arguments.append(nil)
    let fixed = ["PATH=/usr/bin:/bin", "HOME=/", "LANG=C.UTF-8"]
    var environment: [UnsafeMutablePointer<CChar>?] = fixed.map { strdup($0) }
    environment.append(nil)
    defer { (arguments + environment).forEach { free($0) } }
    var child: pid_t = 0
    let failure = posix_spawn(&child, path, &actions, nil, arguments, environment)
    close(pipe[1])
    guard failure == 0 else { return "" }
    let bytes = FileFacts.readAll(pipe[0], limit: 8 << 10)
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    return String(decoding: bytes, as: UTF8.self)
  }
}
