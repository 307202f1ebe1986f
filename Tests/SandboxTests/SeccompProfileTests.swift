import Testing

@testable import Sandbox

/// The lists themselves, as data.
@Suite struct SeccompProfileTests {
  static let profiles = SeccompProfile.Name.all.flatMap { name in
    [true, false].map { SeccompProfile.profile(name, memoryIsLimited: $0) }
  }

  @Test func theFatalListIsShort() {
    #expect(
      SystemCalls.fatal == [
        "ptrace", "process_vm_readv", "process_vm_writev", "bpf", "kexec_load", "kexec_file_load", "init_module",
        "finit_module", "delete_module", "create_module", "reboot", "mount", "umount", "umount2", "pivot_root",
        "move_mount", "open_tree", "fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr", "setns", "unshare",
        "keyctl", "add_key", "request_key",
      ])
  }

  /// A call in two lists would get whichever rule libseccomp takes last.
  @Test(arguments: profiles) func everyCallHasOneOutcome(profile: SeccompProfile) {
    let lists = profile.allowed + profile.fatal + profile.refused.flatMap(\.calls)
    let twice = Dictionary(grouping: lists) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
    #expect(twice == [])
    let conditional = profile.conditional.map { condition in
      switch condition {
      case .masked(let call, _, _, _), .differs(let call, _, _), .pair(let call, _, _, _),
        .refused(let call, _, _, _, _):
        call
      }
    }
    #expect(Set(conditional).isDisjoint(with: lists))
  }

  @Test(arguments: profiles) func whatReachesOutIsNowhereAllowed(profile: SeccompProfile) {
    let dangerous: Set<String> = [
      "socket", "connect", "bind", "listen", "accept", "accept4", "clone3", "io_uring_setup", "userfaultfd",
      "perf_event_open", "seccomp", "open_by_handle_at", "chroot", "setuid", "setresuid", "capset", "pidfd_getfd",
      "process_madvise", "ioctl", "socketpair", "clone", "prctl", "personality", "memfd_secret", "vmsplice",
    ]
    #expect(dangerous.intersection(profile.allowed) == [])
  }

  @Test func memoryThatNoRlimitCountsIsRefusedWithoutACgroup() {
    for name in SeccompProfile.Name.all {
      let profile = SeccompProfile.profile(name, memoryIsLimited: false)
      let uncounted: Set<String> = ["memfd_create", "shmget", "shmat", "shmdt", "shmctl", "mmap"]
      #expect(uncounted.intersection(profile.allowed) == [])
    }
  }

  @Test(arguments: profiles) func filtersFitTheKernel(profile: SeccompProfile) throws {
    let filter = try SeccompFilter(profile)
    // Eight bytes an instruction; the kernel takes at most 4,096.
    #expect(filter.bytes.count % 8 == 0)
    #expect(filter.bytes.count / 8 < 4096)
  }

  @Test func namesOfCallsThatAreNone() {
    let native = SeccompFilter.callName(number: 101, architecture: 0xC000_003E)
    let foreign = SeccompFilter.callName(number: 20, architecture: 0x4000_0003)
    let x32 = SeccompFilter.callName(number: 0x4000_0027, architecture: 0xC000_003E)
    #if arch(x86_64)
      #expect([native, foreign, x32] == ["ptrace", "foreign architecture call 20", "x32 call 39"])
    #else
      #expect([foreign] == ["foreign architecture call 20"])
    #endif
  }
}
