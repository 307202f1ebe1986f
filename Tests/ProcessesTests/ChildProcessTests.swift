import Glibc
import Testing

@testable import Processes

/// Programs that are started plainly.
@Suite struct ChildProcessTests {
  private func shell(_ line: String, input: String = "") throws -> FinishedProcess {
    try FinishedProcess(running: "/bin/sh", ["-c", line], input: Array(input.utf8))
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test(arguments: [("exit 0", Int32(0)), ("exit 7", 7), ("kill -9 $$", 137), ("kill -TERM $$", 143)])
  func statusIsThatOfAShell(_ line: String, _ status: Int32) throws { #expect(try shell(line).status == status) }

  @Test func streamsAreKeptApart() throws {
    let ending = try shell("cat; echo wrong >&2", input: "what was given\n")
    #expect(text(ending.output) == "what was given\n")
    #expect(text(ending.errors) == "wrong\n")
  }

  @Test func muchOutputDoesNotStopIt() throws {
    #expect(try shell("head -c 3000000 /dev/zero").output.count == 3_000_000)
  }

  @Test func environmentAndFolder() throws {
    let ending = try FinishedProcess(
      running: "/bin/sh", ["-c", "echo $NAME $HOME; pwd"], environment: ["NAME=value"], folder: "/usr")
    #expect(text(ending.output) == "value\n/usr\n")
  }

  /// Descriptors of ours stay ours, those included that are not marked to be closed.
  @Test func nothingElseIsInherited() throws {
    let open = (0..<8).map { _ in dup(1) }
    defer { for descriptor in open { close(descriptor) } }
    let ending = try shell("ls /proc/self/fd")
    // 3 is the listing's own.
    #expect(text(ending.output) == "0\n1\n2\n3\n")
  }

  /// Streams may be given in any order, each other's numbers included.
  @Test func streamsMayBeCrossed() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let child = try ChildProcess(
      "/bin/sh", ["-c", "echo out; echo err >&2"], output: .descriptor(ends[1]), errors: .descriptor(ends[1]))
    close(ends[1])
    #expect(child.wait() == 0)
    var buffer = [UInt8](repeating: 0, count: 100)
    let count = read(ends[0], &buffer, buffer.count)
    close(ends[0])
    #expect(text(Array(buffer[..<max(0, count)])) == "out\nerr\n")
  }

  /// More descriptors than one reading of their directory lists.
  @Test func startsWithManyDescriptorsOpen() throws {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    let open = (0..<1_600).map { _ in fcntl(1, F_DUPFD_CLOEXEC, 3) }
    defer { for descriptor in open where descriptor >= 0 { close(descriptor) } }
    try #require(limit.rlim_cur < 2_000 || !open.contains { $0 < 0 })
    for _ in 0..<20 { #expect(try shell("exit 3").status == 3) }
  }

  @Test func signalsAreNeitherBlockedNorIgnored() throws {
    let before = signal(SIGPIPE, SIG_IGN)
    defer { signal(SIGPIPE, before) }
    let ending = try shell("awk '/^Sig(Blk|Ign)/ { print $2 }' /proc/self/status")
    let sets = text(ending.output).split(separator: "\n").compactMap { UInt64($0, radix: 16) }
    // 32 and 33 are the C library's own; it ignores them in what it starts.
    #expect(sets.map { $0 & ~(3 << 31) } == [0, 0])
  }

  @Test func oneThatRunsIsSeenSignalledAndReapedOnce() throws {
    let child = try ChildProcess("/bin/sleep", ["1000"])
    #expect(child.isRunning)
    child.send(SIGTERM)
    #expect(child.wait() == 143)
    #expect(!child.isRunning)
    #expect(child.wait() == 143)
    // Nothing is sent to a number that may be another's by now.
    child.send(SIGKILL)
  }

  @Test func oneThatIsForgottenIsKilled() throws {
    var identifier: pid_t = 0
    do { identifier = try ChildProcess("/bin/sleep", ["1000"]).identifier }
    #expect(kill(identifier, 0) != 0 && errno == ESRCH)
  }

  @Test func whatCannotBeStartedIsNamed() {
    #expect {
      try ChildProcess("/no/such/program")
    } throws: { "\($0)" == "/no/such/program: No such file or directory" }
    #expect {
      try ChildProcess("/bin/true", output: .file("/no/such/folder/out"))
    } throws: { "\($0)".hasPrefix("/no/such/folder/out: No such") }
  }
}
