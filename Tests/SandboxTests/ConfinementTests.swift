import Foundation
import Sandbox
import Testing

/// What a program finds around itself.
@Suite(.enabled(if: TestSandbox.has(.user, .pid, .mount, .root, .proc), "the machine gives no root of its own"))
struct ConfinementTests {
  private func output(_ code: String, _ arguments: [String] = []) async throws -> [String] {
    let report = try await TestSandbox.everyLayer().run(.python(code, arguments))
    #expect(report.succeeded, "\(report.errorText)")
    return report.lines
  }

  @Test func hostSecretsAreNotThere() async throws {
    // Something that is there for sure, and what every host has.
    let secret = try Scratch()
    let file = try secret.write("secret", "KJ_SECRET_FILE")
    setenv("KJ_SECRET", "KJ_SECRET_VALUE", 1)
    let paths = [
      file, "/etc/shadow", "/etc/hostname", "/etc/machine-id", "/root", "/home", "/var", "/run", "/boot", "/sys",
      "/proc/1/root/etc/shadow", "/proc/self/root/etc/shadow", "/proc/kcore", "/proc/kallsyms", "/proc/sys",
      "/proc/mounts", "/proc/cmdline", "/proc/meminfo", "/proc/keys", "/dev/mem", "/dev/kmsg", "/dev/tty", "/dev/pts",
      "/dev/vda", "/dev/sda", "/dev/net/tun", "/dev/fuse",
    ]
    let found = try await output(
      """
      import os, sys
      for path in sys.argv[1:]:
          if os.path.lexists(path) and path != '/proc/mounts':
              print(path)
      for path in ('/proc/1/environ', '/proc/1/mem', '/proc/1/maps', '/proc/1/fd/0', '/proc/mounts'):
          try:
              open(path, 'rb').read(1); print('read', path)
          except OSError: pass
      """, paths)
    #expect(found == [])
  }

  @Test func theEnvironmentIsExact() async throws {
    let specification = RunSpecification(arguments: ["/usr/bin/env"], root: "system", limits: .roomy)
    let report = try await TestSandbox.everyLayer().run(specification)
    #expect(report.lines.sorted() == RunSpecification.plainEnvironment.sorted())
  }

  @Test func theFileSystemIsReadOnlyButForTheWorkDirectory() async throws {
    let found = try await output(
      """
      import os
      print(sorted(os.listdir('/')))
      print(sorted(os.listdir('/box')), os.listdir('/box/work'), os.listdir('/box/tmp'), os.getcwd())
      writable = []
      for top, folders, files in os.walk('/'):
          if top.startswith('/proc') or top.startswith('/usr/share') or top.startswith('/usr/include'):
              folders.clear(); continue
          try:
              os.close(os.open(top + '/kj-new', os.O_CREAT | os.O_WRONLY)); os.unlink(top + '/kj-new')
              writable.append(top)
          except OSError: pass
      print(sorted(writable))
      for path in ('/etc/passwd', '/usr/bin/env', '/dev/null/x'):
          for action in (lambda: os.truncate(path, 0), lambda: os.unlink(path), lambda: os.rename(path, '/box/work/x'),
                         lambda: os.chmod(path, 0o777), lambda: os.link(path, '/box/work/x')):
              try:
                  action(); print('changed', path)
              except OSError: pass
      """)
    let system = ["bin", "box", "dev", "etc", "lib", "lib32", "lib64", "libx32", "proc", "sbin", "tmp", "usr"]
    let there = system.filter { access("/" + $0, F_OK) == 0 || $0 == "box" }
    #expect(
      found == [
        "[" + there.map { "'\($0)'" }.joined(separator: ", ") + "]", "['tmp', 'work'] [] [] /box/work",
        "['/box', '/box/tmp', '/box/work']",
      ])
  }

  @Test func noDescriptorIsInherited() async throws {
    let host = open("/etc/passwd", O_RDONLY)  // without O_CLOEXEC, as a careless host would
    defer { close(host) }
    let found = try await output(
      """
      import os
      for number in sorted(map(int, os.listdir('/proc/self/fd'))):
          try: print(number, os.readlink(f'/proc/self/fd/{number}').split(':')[0])
          except OSError: pass
      print([number for number in range(3, 1024) if not os.system(f'true 2>/dev/null <&{number}')])
      """)
    #expect(found == ["0 /dev/null", "1 pipe", "2 pipe", "[]"])
  }

  @Test func rightsAreGone() async throws {
    let found = try await output(
      """
      import os, ctypes
      print(os.getresuid(), os.getresgid(), os.getgroups())
      keys = ('CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb', 'NoNewPrivs', 'Seccomp')
      for line in open('/proc/self/status'):
          if line.split(':')[0] in keys: print(*line.split())
      print(os.getsid(0) == os.getpid(), os.getpid() != 1)
      def attempt(name, action):
          try: action(); print('could', name)
          except OSError: pass
      attempt('setuid', lambda: os.setuid(0))
      attempt('setgid', lambda: os.setgid(0))
      attempt('chroot', lambda: os.chroot('/box'))
      attempt('nice', lambda: os.nice(-5))
      attempt('mknod', lambda: os.mknod('disk', 0o60600, os.makedev(8, 0)))
      attempt('chown', lambda: os.chown('.', 0, 0))
      attempt('tty', lambda: os.open('/dev/tty', os.O_RDWR))
      """)
    #expect(
      found == [
        "(1000, 1000, 1000) (1000, 1000, 1000) []", "CapInh: 0000000000000000", "CapPrm: 0000000000000000",
        "CapEff: 0000000000000000", "CapBnd: 0000000000000000", "CapAmb: 0000000000000000", "NoNewPrivs: 1",
        "Seccomp: 2", "True True",
      ])
  }

  @Test func onlyItsOwnProcessesAreVisible() async throws {
    let found = try await output(
      """
      import os
      pids = sorted(int(name) for name in os.listdir('/proc') if name.isdigit())
      print([pid for pid in pids if pid != os.getpid()])
      print(sorted(name for name in os.listdir('/proc') if not name.isdigit()))
      """)
    // hidepid hides init, which cannot be traced: a program sees itself and what it starts.
    #expect(found == ["[]", "['self', 'thread-self']"])
  }

  @Test func killingEverythingKillsNothingOfOurs() async throws {
    let watched = try WatchedSandbox()
    let beside = Task {
      let echo = try RunSpecification.python("print(input())").with { $0.input = .bytes(try SealedBytes("beside")) }
      return try await watched.sandbox.run(echo)
    }
    let code = """
      import os, signal
      for number in (signal.SIGTERM, signal.SIGINT, signal.SIGSTOP, signal.SIGKILL):
          for target in [1, os.getppid()] + list(range(2, 400)):
              if target != os.getpid():
                  try: os.kill(target, number)
                  except OSError: pass
      signal.signal(signal.SIGTERM, signal.SIG_IGN)
      try: os.kill(-1, signal.SIGTERM)
      except OSError as error: print(error.errno)
      print('still here', flush=True)
      os.kill(0, signal.SIGKILL)
      """
    let report = try await watched.sandbox.run(.python(code))
    #expect(report.end.ending == .signaled(number: 9))
    #expect(report.lines.last == "still here")
    #expect(try await beside.value.end == .printed("beside\n"))
    #expect(kill(watched.launcher, 0) == 0)
    #expect(await watched.close() == [])
  }

  @Test func nothingListensAndNothingIsReached() async throws {
    let listener = try HostListener()
    let found = try await output(
      """
      import socket, sys, errno
      def attempt(name, action):
          try: action(); print('could', name)
          except OSError as error: print(name, errno.errorcode[error.errno])
      for family in (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK, socket.AF_PACKET):
          attempt(family.name, lambda: socket.socket(family, socket.SOCK_STREAM))
      attempt('connect', lambda: socket.create_connection(('127.0.0.1', int(sys.argv[1])), 1))
      ours, theirs = socket.socketpair()
      attempt('bind', lambda: ours.bind('/box/work/name'))
      attempt('abstract', lambda: ours.bind('\\0kj-abstract'))
      attempt('listen', lambda: ours.listen())
      attempt('accept', lambda: ours.accept())
      attempt('to', lambda: ours.connect('/dev/log'))
      attempt('datagrams', lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM))
      ours.send(b'hello'); print(theirs.recv(5).decode())
      """, ["\(listener.port)"])
    #expect(
      found == [
        "AF_UNIX EACCES", "AF_INET EACCES", "AF_INET6 EACCES", "AF_NETLINK EACCES", "AF_PACKET EACCES",
        "connect EACCES", "bind EACCES", "abstract EACCES", "listen EACCES", "accept EACCES", "to EACCES",
        "datagrams EACCES", "hello",
      ])
    #expect(!listener.wasReached)
  }

  @Test func nothingOfOneRunReachesTheNext() async throws {
    let sandbox = try TestSandbox.everyLayer()
    let leave = try await sandbox.run(
      .python(
        """
        import ctypes, os
        for folder in ('/box/work', '/box/tmp', '/tmp', '/dev/shm'): open(folder + '/kj-left', 'w').write('left')
        libc = ctypes.CDLL(None)
        print(libc.shmget(0x4b4a, 4096, 0o1666) >= 0)
        os.environ['KJ_LEFT'] = 'left'
        if os.fork() == 0:
            os.setsid()
            while True: pass
        """))
    #expect(leave.end == .printed("True\n"))
    let found = try await output(
      """
      import ctypes, os
      print([folder for folder in ('/box', '/box/work', '/box/tmp', '/tmp', '/dev/shm')
             if os.path.exists(folder + '/kj-left')])
      print(ctypes.CDLL(None).shmget(0x4b4a, 4096, 0), 'KJ_LEFT' in os.environ)
      print([name for name in os.listdir('/proc') if name.isdigit() and int(name) != os.getpid()])
      """)
    #expect(found == ["[]", "-1 False", "[]"])
  }
}

/// Something that listens on the host's loopback.
private final class HostListener {
  private let descriptor: Int32
  let port: UInt16

  init() throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 4) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    try #require(bound)
    port = UInt16(bigEndian: address.sin_port)
  }

  deinit { close(descriptor) }

  var wasReached: Bool {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&waiting, 1, 0) > 0
  }
}
