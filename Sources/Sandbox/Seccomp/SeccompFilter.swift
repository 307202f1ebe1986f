import CSandbox
import CSeccomp
import Glibc

/// A profile as the kernel's bytes, built once by libseccomp.
struct SeccompFilter {
  let bytes: [UInt8]

  init(_ profile: SeccompProfile) throws(SandboxFault) {
    guard let filter = seccomp_init(cseccomp_refuse(UInt32(ENOSYS))) else {
      throw SandboxFault(.seccompBuild, "libseccomp could not start a filter")
    }
    defer { seccomp_release(filter) }
    // Level 2: a binary tree, so that any call is decided in about nine comparisons.
    try SeccompFilter.check(seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2), "optimisation")
    // A foreign architecture is on the fatal list, too.
    try SeccompFilter.check(seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, cseccomp_notify()), "architecture")
    try SeccompFilter.check(seccomp_attr_set(filter, SCMP_FLTATR_CTL_NNP, 0), "privileges")
    for call in profile.allowed { try SeccompFilter.add(filter, cseccomp_allow(), call) }
    for refusal in profile.refused {
      for call in refusal.calls { try SeccompFilter.add(filter, cseccomp_refuse(UInt32(refusal.errorNumber)), call) }
    }
    for call in profile.fatal { try SeccompFilter.add(filter, cseccomp_notify(), call) }
    for condition in profile.conditional { try SeccompFilter.add(filter, condition) }
    bytes = try SeccompFilter.export(filter)
  }

  /// Name of a call by its number, as libseccomp knows it for the architecture.
  static func callName(number: Int32, architecture: UInt32) -> String {
    guard architecture == seccomp_arch_native() else { return "foreign architecture call \(number)" }
    guard number >= 0, number & 0x4000_0000 == 0 else { return "x32 call \(number & 0x3FFF_FFFF)" }
    guard let name = seccomp_syscall_resolve_num_arch(architecture, number) else { return "call \(number)" }
    defer { free(name) }
    return String(cString: name)
  }

  private static func number(of call: String) -> Int32? {
    let number = seccomp_syscall_resolve_name(call)
    // Negative: unknown, or a call of another architecture.
    return number >= 0 ? number : nil
  }

  private static func add(_ filter: scmp_filter_ctx, _ action: UInt32, _ call: String) throws(SandboxFault) {
    guard let number = number(of: call) else { return }
    try check(cseccomp_add(filter, action, number), call)
  }

  private static func add(_ filter: scmp_filter_ctx, _ condition: SeccompProfile.Condition) throws(SandboxFault) {
    switch condition {
    case .masked(let call, let argument, let mask, let value):
      guard let number = number(of: call) else { return }
      try check(cseccomp_add_masked(filter, cseccomp_allow(), number, UInt32(argument), mask, value), call)
    case .pair(let call, let first, let mask, let second):
      guard let number = number(of: call) else { return }
      try check(cseccomp_add_pair(filter, cseccomp_allow(), number, first, mask, second), call)
    case .refused(let call, let argument, let mask, let value, let error):
      guard let number = number(of: call) else { return }
      try check(
        cseccomp_add_masked(filter, cseccomp_refuse(UInt32(error)), number, UInt32(argument), mask, value), call)
    case .differs(let call, let argument, let value):
      guard let number = number(of: call) else { return }
      try check(cseccomp_add_differs(filter, cseccomp_allow(), number, UInt32(argument), value), call)
    }
  }

  private static func export(_ filter: scmp_filter_ctx) throws(SandboxFault) -> [UInt8] {
    let file = csandbox_memory_file("seccomp")
    guard file >= 0 else { throw SandboxFault(.seccompBuild, errorNumber: errno, "no memory file") }
    let owned = Descriptor(owning: file)
    try check(seccomp_export_bpf(filter, owned.number), "export")
    let size = Int(lseek(owned.number, 0, SEEK_END))
    return [UInt8](unsafeUninitializedCapacity: max(0, size)) { buffer, count in
      count = max(0, pread(owned.number, buffer.baseAddress, size, 0))
    }
  }

  private static func check(_ result: Int32, _ what: String) throws(SandboxFault) {
    guard result == 0 else {
      throw SandboxFault(.seccompBuild, errorNumber: -result, "libseccomp refused the rule for \(what)")
    }
  }
}
