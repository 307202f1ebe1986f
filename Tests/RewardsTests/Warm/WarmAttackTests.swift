import Foundation
import Sandbox
import Testing

@testable import Rewards

/// What a forked program tries on the interpreter that it was forked from, and on the tests before and after it.
///
/// The programs hide the words that would have them started cold. Each is judged beside a victim whose input is a secret;
/// afterwards the interpreter still serves, and the attack has seen and broken nothing.
@Suite(.serialized, .enabled(if: RealSandbox.shared != nil, "python3 and a root of its own are needed"))
struct WarmAttackTests {
  struct Attack: Sendable, CustomTestStringConvertible {
    var name: String
    var source: String
    var verdicts: Set<Verdict> = [.wrongAnswer]
    var testDescription: String { name }
  }

  private static let library = """
    c = __import__("cty" + "pes"); libc = c.CDLL(None, use_errno=True)
    def call(*a): return libc.syscall(*a)
    import os, sys
    parent = getattr(os, "get" + "ppid")()

    """

  static let attacks: [Attack] = [
    Attack(
      name: "the parent has no number", source: library + "print('denied' if parent == 0 else 'ESCAPED %d' % parent)"),
    Attack(
      name: "signals to all numbers",
      source: library
        + """
        hit = []
        for pid in list(range(1, 5000)):
            if pid != os.getpid():
                try:
                    os.kill(pid, 0); hit.append(pid)
                    os.kill(pid, 9)
                except OSError:
                    pass
        print('ESCAPED %r' % hit if hit not in ([], [1]) else 'denied')
        """),
    Attack(
      name: "signal to everybody",
      source: library + "try:\n    os.kill(-1, 9)\nexcept OSError: pass\nprint('denied')"),
    Attack(
      name: "tracing the parent", source: library + "print(call(101, 16, parent, 0, 0)); print('denied')",
      verdicts: [.securityViolation]),
    Attack(
      name: "reading the parent's memory",
      source: library + "print(call(310, parent, 0, 0, 0, 0, 0)); print('denied')", verdicts: [.securityViolation]),
    Attack(
      name: "joining other namespaces",
      source: library + "print(call(308, 0, 0)); print('denied')", verdicts: [.securityViolation]),
    Attack(
      name: "descriptors left open",
      source: library
        + """
        left = []
        for fd in range(3, 4096):
            try:
                os.fstat(fd); left.append(fd)
            except OSError:
                pass
        print('ESCAPED %r' % left if left else 'denied')
        """),
    Attack(
      name: "sockets of the interpreter",
      source: library
        + """
        found = [l for l in open('/proc/self/maps') if 'socket' in l]
        sent = []
        for fd in range(3, 600):
            try:
                os.write(fd, b'x' * 96); sent.append(fd)
            except OSError:
                pass
        print('ESCAPED %r %r' % (found, sent) if found or sent else 'denied')
        """),
    Attack(
      name: "memory of the tests before",
      source: library
        + """
        # Not spelled here: the victim's input begins with it.
        needle = ''.join(map(chr, [75, 74, 45, 83, 69, 67, 82, 69, 84, 45])).encode()
        hits = 0
        with open('/proc/self/mem', 'rb', 0) as memory:
            for line in open('/proc/self/maps'):
                span, mode = line.split()[:2]
                if 'r' not in mode or '[v' in line:
                    continue
                low, high = (int(x, 16) for x in span.split('-'))
                try:
                    memory.seek(low)
                    block = memory.read(high - low)
                except (OSError, OverflowError, ValueError):
                    continue
                at = block.find(needle)
                while at >= 0:
                    if block[at + len(needle):at + len(needle) + 4].isdigit():
                        hits += 1
                    at = block.find(needle, at + 1)
        print('ESCAPED %d' % hits if hits else 'denied')
        """),
    Attack(
      name: "files of the tests before",
      source: library
        + """
        found = []
        for base in ('/tmp', '/box', '/dev/shm', '/box/work'):
            for folder, _, files in os.walk(base):
                found += [folder + '/' + f for f in files if f != 'main.py']
        open('/tmp/left', 'w').write('left'); open('/box/work/left', 'w').write('left')
        print('ESCAPED %r' % found if found else 'denied')
        """),
    Attack(
      name: "shared segments of the tests before",
      source: library
        + """
        key = 0x4b4a
        old = call(29, key, 4096, 0)
        new = call(29, key, 4096, 0o1600)
        print('ESCAPED' if old >= 0 else 'denied')
        """),
    Attack(
      name: "the module state of the tests before",
      source: library
        + """
        import math, builtins, collections
        seen = getattr(math, 'left', None) or getattr(builtins, 'left', None) or getattr(collections, 'left', None)
        math.left = builtins.left = collections.left = 1
        sys.modules_left = 1
        print('ESCAPED' if seen else 'denied')
        """),
    Attack(
      name: "randomness of the test before",
      source: library
        + """
        import random
        first = random.random()
        random.seed(1)
        print('denied' if first != 0.13436424411240122 else 'ESCAPED')
        """),
    Attack(
      name: "more rights by the code that forked",
      source: library
        + """
        for number, arguments in ((157, (22, 2, 0)), (157, (38, 0, 0, 0, 0)), (105, (0,)), (126, (0, 0)), (157, (23, 21))):
            r = call(number, *arguments)
            if r > 0 if arguments == (23, 21) else r == 0:
                print('ESCAPED', number, arguments)
                break
        else:
            print('denied')
        """),
    Attack(
      name: "stopping itself", source: library + "os.kill(os.getpid(), 19)", verdicts: [.timeLimit]),
    Attack(
      name: "dying at once", source: library + "os.kill(os.getpid(), 9)", verdicts: [.runtimeError]),
    Attack(
      name: "children that stay",
      source: library
        + """
        for _ in range(20):
            if os.fork() == 0:
                os.setsid()
                while True:
                    __import__('time').sleep(1)
        print('denied')
        """),
    Attack(
      name: "forking without end",
      source: library + "while True:\n    try:\n        os.fork()\n    except OSError: pass",
      verdicts: [.timeLimit, .runtimeError, .memoryLimit]),
  ]

  private static let judge = RealSandbox.shared.map { sandbox in
    CodeJudge(
      runner: sandbox, tools: RealSandbox.tools, options: JudgeOptions(jobs: 1, sharesVerdicts: false))
  }

  @Test(arguments: attacks) func seesAndBreaksNothing(attack: Attack) async throws {
    let judge = try #require(Self.judge)
    guard case .warm = WarmRules.start(of: Array(attack.source.utf8)) else {
      Issue.record("this attack is started cold")
      return
    }
    for round in 0..<2 {
      #expect(await verdict(victim, "victim") == .accepted)
      let result = await judge.judge(submission(attack.source, attack.name), of: problem)
      #expect(attack.verdicts.contains(result.verdict), "\(result.verdict) \(result.message ?? "")")
      #expect(!(result.message ?? "").contains("ESCAPED"), "round \(round): \(result.message ?? "")")
      if attack.verdicts == [.wrongAnswer] { #expect((result.message ?? "").contains("denied")) }
    }
    #expect(await verdict(victim, "victim") == .accepted)
    #expect(judge.warmFault == nil)
  }

  private func verdict(_ source: String, _ id: String) async -> Verdict? {
    await Self.judge?.judge(submission(source, id), of: problem).verdict
  }

  private func submission(_ source: String, _ id: String) -> Submission {
    Submission(id: id, problemID: "secret", language: "python3", body: .source(source))
  }

  /// Keeps its secret in its memory, and prints it.
  private let victim = "secret = input()\nkept = [secret + str(i) for i in range(1000)]\nprint(secret)"

  private let problem = Problem(
    id: "secret", kind: .stdio, timeLimitSeconds: 0.5, memoryLimitBytes: 256 << 20,
    checker: .tokens(caseSensitive: true, spaceSensitive: false),
    tests: [
      TestCase(
        input: .bytes(Array("KJ-SECRET-48151623\n".utf8)), output: .bytes(Array("KJ-SECRET-48151623\n".utf8)))
    ])
}
