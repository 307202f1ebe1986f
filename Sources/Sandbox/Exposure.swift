import CSandbox
import Glibc

extension Sandbox {
  /// What a program could reach on this machine although it must not, in words; empty when enough layers are on.
  ///
  /// Fewer layers mean fewer walls behind each other. Without any of those named here there is no wall at all, and no
  /// verdict is worth anything: the program may read what is expected of it, or end its judge.
  public var exposures: [String] {
    let capabilities = launcher.capabilities
    let on = Set(capabilities.layers)
    var exposures: [String] = []
    if on.isDisjoint(with: [.root, .landlock]) {
      exposures.append("files of this user, expected outputs among them (no own root, no Landlock)")
    }
    let signalsAreScoped = on.contains(.landlock) && csandbox_landlock_version() >= Self.landlockWithSignals
    let isAnotherUser = !on.contains(.user) && capabilities.programUser != geteuid()
    if !on.contains(.pid), !signalsAreScoped, !isAnotherUser {
      exposures.append("processes of this user, the judge among them (no pid namespace, no Landlock of Linux 6.12)")
    }
    if !capabilities.forksAreLimited {
      exposures.append("every process slot of the machine (no pids cgroup, and the kernel does not count root's)")
    }
    return exposures
  }

  /// The version of Landlock that keeps signals inside, landlock(7).
  private static var landlockWithSignals: Int32 { 6 }
}
