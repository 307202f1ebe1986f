import Foundation
import Testing

@testable import Sandbox

/// What the kernel answers to calls, in every profile.
@Suite(
  .enabled(if: TestSandbox.has(.seccomp), "the machine has no seccomp filters"),
  .enabled(if: TestSandbox.hasCompiler, "gcc is not installed"))
struct FilterTests {
  /// Makes each call that it is given by name, with arguments that are all zero, and prints the error.
  static let calls = Result {
    let names =
      SystemCalls.fatal + SystemCalls.notPermitted + SystemCalls.sockets + SystemCalls.memoryFiles
      + SystemCalls.segments
      + ["clone3", "pkey_alloc", "rseq"]
    let table = Set(names).sorted().map { "#ifdef SYS_\($0)\n{\"\($0)\", SYS_\($0)},\n#endif" }
    return try Probe(
      """
      #define _GNU_SOURCE
      #include <errno.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <string.h>
      #include <sys/syscall.h>
      #include <unistd.h>
      static const struct { const char *name; long number; } calls[] = {
      \(table.joined(separator: "\n"))
      };
      int main(int count, char **names) {
        for (int i = 1; i < count; i++) {
          long number = strtol(names[i], NULL, 0);
          for (unsigned j = 0; j < sizeof calls / sizeof *calls; j++)
            if (!strcmp(calls[j].name, names[i])) number = calls[j].number;
          if (number == 0) continue;
          long result = syscall(number, 0L, 0L, 0L, 0L, 0L, 0L);
          printf("%s %s\\n", names[i], result < 0 ? strerrorname_np(errno) : "allowed");
          fflush(stdout);
        }
        return 0;
      }
      """)
  }

  /// Calls that this machine's headers and libseccomp both know by number.
  static func known(_ names: [String]) -> [String] {
    names.filter { name in
      !["umount", "create_module", "_sysctl", "getpmsg", "nfsservctl", "uselib", "ustat", "lookup_dcookie"].contains(
        name)
    }
  }

  static let profiles = SeccompProfile.Name.all.map(\.rawValue)

  private func run(
    _ names: [String], _ profile: String, on sandbox: Sandbox? = nil
  ) async throws -> RunReport {
    let specification = try Self.calls.get().specification(names, profile: SeccompProfile.Name(rawValue: profile))
    return try await (sandbox ?? TestSandbox.everyLayer()).run(specification)
  }

  @Test(arguments: profiles) func fatalCallsEndTheRunAndAreNamed(profile: String) async throws {
    for name in Self.known(SystemCalls.fatal) {
      let report = try await run([name], profile)
      #expect(report.end == RunReport.End(ending: .signaled(number: 9), stopCause: .violation(syscall: name), text: ""))
    }
  }

  @Test(arguments: profiles) func refusedCallsGoOn(profile: String) async throws {
    let allowed = Set(SeccompProfile.profile(SeccompProfile.Name(rawValue: profile), memoryIsLimited: true).allowed)
    let refused = Self.known(SystemCalls.notPermitted).filter { !allowed.contains($0) }
    let report = try await run(refused + SystemCalls.sockets + ["clone3", "467", "1000"], profile)
    // A name that these headers lack prints nothing; what is left answers as the contract says.
    let answers = report.lines.map { $0.split(separator: " ").map(String.init) }
    let answered = Set(answers.map { $0[0] })
    #expect(answered.isSuperset(of: ["io_uring_setup", "userfaultfd", "perf_event_open", "setuid", "seccomp"]))
    let unexpected = answers.filter { answer in
      switch answer[0] {
      case "clone3", "467", "1000": answer[1] != "ENOSYS"
      case let name where SystemCalls.sockets.contains(name): answer[1] != "EACCES"
      default: answer[1] != "EPERM"
      }
    }
    #expect(unexpected == [])
    #expect(report.succeeded)
  }

  @Test(arguments: profiles) func memoryFilesAreRefusedWithoutAMemoryCgroup(profile: String) async throws {
    let sandbox = try WatchedSandbox(Sandbox.Options(forbiddenLayers: [.memory]))
    let report = try await run(["memfd_create", "shmget"], profile, on: sandbox.sandbox)
    #expect(report.end == .printed("memfd_create EPERM\nshmget EPERM\n"))
    #expect(await sandbox.close() == [])
  }

  @Test func aFilterOfItsOwnIsRefused() async throws {
    let probe = try Probe(
      """
      #define _GNU_SOURCE
      #include <errno.h>
      #include <linux/filter.h>
      #include <linux/seccomp.h>
      #include <stdio.h>
      #include <string.h>
      #include <sys/prctl.h>
      #include <sys/syscall.h>
      #include <unistd.h>
      int main(void) {
        struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
        struct sock_fprog program = {1, &allow};
        int result = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
        printf("%s\\n", result < 0 ? strerrorname_np(errno) : "allowed");
        result = prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
        printf("%s\\n", result < 0 ? strerrorname_np(errno) : "allowed");
      }
      """)
    let report = try await TestSandbox.everyLayer().run(probe.specification())
    #expect(report.end == .printed("EPERM\nEPERM\n"))
  }

  @Test func datagramPairsAreRefusedStreamsAreNot() async throws {
    let probe = try Probe(
      """
      #define _GNU_SOURCE
      #include <errno.h>
      #include <stdio.h>
      #include <string.h>
      #include <sys/socket.h>
      int main(void) {
        int families[] = {AF_UNIX, AF_UNIX, AF_UNIX, AF_UNIX, AF_INET, AF_TIPC, AF_UNIX};
        int types[] = {SOCK_STREAM, SOCK_SEQPACKET, SOCK_DGRAM, SOCK_RAW, SOCK_STREAM, SOCK_DGRAM,
                       SOCK_DGRAM | SOCK_CLOEXEC};
        for (int i = 0; i < 7; i++) {
          int ends[2];
          errno = 0;
          socketpair(families[i], types[i], 0, ends);
          printf("%s ", errno ? strerrorname_np(errno) : "made");
        }
      }
      """)
    let report = try await TestSandbox.everyLayer().run(probe.specification())
    let lines = report.text.split(separator: " ").map(String.init)
    #expect(Array(lines.prefix(2)) == ["made", "made"])
    #expect(Array(lines.dropFirst(2)) == ["EACCES", "EACCES", "ENOSYS", "EACCES", "EACCES"])
  }

  #if arch(x86_64)
    @Test func foreignArchitecturesAreFatal() async throws {
      let probe = try Probe(
        """
        #include <stdio.h>
        int main(void) {
          long result = 20;  // getpid of i386
          __asm__ volatile("int $0x80" : "+a"(result) : : "memory");
          printf("%ld\\n", result);
        }
        """)
      let report = try await TestSandbox.everyLayer().run(probe.specification())
      #expect(
        report.end
          == RunReport.End(
            ending: .signaled(number: 9), stopCause: .violation(syscall: "foreign architecture call 20"), text: ""))
    }

    @Test func numbersOfX32AreFatal() async throws {
      let report = try await run(["0x40000027"], "native")
      #expect(
        report.end
          == RunReport.End(ending: .signaled(number: 9), stopCause: .violation(syscall: "x32 call 39"), text: ""))
    }
  #endif

  @Test func namespacesByCloneAreRefused() async throws {
    let code = """
      import ctypes, errno, os
      libc = ctypes.CDLL(None, use_errno=True)
      clone = {'x86_64': 56, 'aarch64': 220}[os.uname().machine]
      for flag in (0x20000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000, 0x80):
          print(libc.syscall(clone, flag | 17, 0, 0, 0, 0), errno.errorcode[ctypes.get_errno()])
      """
    let report = try await TestSandbox.everyLayer().run(.python(code))
    #expect(Set(report.lines) == ["-1 EPERM"])
  }

  /// The caller waits in the kernel for an answer that never comes; its siblings must not run on meanwhile.
  @Test func aFatalCallInAThreadOrGrandchildEndsTheWholeTree() async throws {
    let code = """
      import ctypes, os, threading, time
      def fatal(): ctypes.CDLL(None).unshare(0x10000000)
      if os.fork() == 0:
          threading.Thread(target=fatal).start()
          time.sleep(60)
      time.sleep(60)
      """
    let report = try await TestSandbox.everyLayer().run(.python(code))
    #expect(report.stopCause == .violation(syscall: "unshare"))
  }
}
