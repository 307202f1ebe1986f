import Foundation
import Sandbox
import Synchronization
import Testing

@testable import Rewards

/// Real compilations, with the headers of C++ prepared and without.
@Suite(.enabled(if: BuildSandbox.isUsable, "needs g++ and a sandbox with a root of its own"))
struct QuickCompileTests {
  static let include = "#include <bits/stdc++.h>\nusing namespace std;\n"

  static let programs: [(language: String, source: String)] = [
    ("cpp", include + "int main() { int a, b; cin >> a >> b; cout << a + b; }"),
    ("cpp17", include + "int main() { map<int, int> m; for (auto [k, v] : m) cout << k << v; }"),
    ("cpp", "// first\n" + include + "#pragma GCC optimize(\"O3\")\n#pragma GCC target(\"avx2\")\nint main() {}"),
    ("cpp", include + "#define int long long\nsigned main() { cout << sizeof(int); }"),
    ("cpp", include + "int main() { cout << __LINE__ << __FILE__ << __COUNTER__ << __INCLUDE_LEVEL__; }"),
    ("cpp", include + "thread_local int t; int main() { thread a([] { t = 1; }); a.join(); cout << t; }"),
    ("cpp", include + "int main() { try { throw runtime_error(\"x\"); } catch (exception &e) { cout << e.what(); } }"),
    ("cpp", include + include + "int main() { cout << 1; }"),
    // Before the include: compiled the plain way.
    ("cpp", "#define int long long\n" + include + "signed main() { cout << sizeof(int); }"),
    ("cpp", "#define _GLIBCXX_DEBUG\n" + include + "int main() { vector<int> v(1); cout << v[0] << sizeof(v); }"),
    ("cpp", "#undef ONLINE_JUDGE\n" + include + "int main() {\n#ifdef ONLINE_JUDGE\nputs(\"oj\");\n#endif\n}"),
    ("cpp", "#pragma GCC optimize(\"O3,unroll-loops\")\n" + include + "int main() { cout << 1; }"),
    ("cpp", "#pragma GCC target(\"avx2\")\n" + include + "int main() {\n#ifdef __AVX2__\nputs(\"a\");\n#endif\n}"),
    ("cpp", "#pragma GCC poison foo\n" + include + "int main() { int foo = 1; cout << foo; }"),
    ("cpp", "#pragma pack(1)\n" + include + "struct S { char a; int b; };\nint main() { cout << sizeof(S); }"),
    ("cpp", "#include <iostream>\nint main() { std::vector<int> v; std::sort(v.begin(), v.end()); }"),
    // Errors and warnings.
    ("cpp", include + "int main() { return 0 }"),
    ("cpp", include + "int main() { vector<int> v; sort(v); v.foo(); }"),
    ("cpp", include + "struct A { int x; };\nint main() { set<A> s; s.insert(A{1}); }"),
    ("cpp", include + "int f();\nint main() { return f(); }"),
    ("cpp", include + "int main() { int x = 1 << 40; char c = 'abcd'; return x + c; }"),
    ("cpp", include + "int main() { vector<int> v{1}; random_shuffle(v.begin(), v.end()); }"),
    ("cpp11", include + "int main() { auto f = [](auto x) { return x; }; cout << f(1); }"),
    ("cpp11", include + "int main() { optional<int> o; }"),
    ("java", "public class Main { public static void main(String[] a) { System.out.println(1); } }"),
    ("java", "public class Main { public static void main(String[] a) { int x = \"a\"; y(); } }"),
    (
      "java",
      "public class Main { public static void main(String[] a) { java.util.List l = new java.util.ArrayList<int[]>(); l.add(1); System.out.println(l); } }"
    ),
    ("java", "public class Main { public static void main(String[] a) { Thread.currentThread().stop() } }"),
    ("c", "#include <stdio.h>\nint main(void) { puts(\"c\"); }"),
    ("c", "int f(void);\nint main(void) { return f(); }"),
    ("c", "int main(void) { return sqrt(2); }"),
  ]

  @Test(.timeLimit(.minutes(15))) func preparedHeadersChangeNothing() async throws {
    let quick = Compiler(runner: BuildSandbox.runner, cache: BuildCache(store: BuildSandbox.store))
    let plain = Compiler(runner: BuildSandbox.runner, cache: BuildCache())
    for program in Self.programs {
      // A machine without Java has no difference to show in it.
      guard let language = BuildSandbox.tools.languages[program.language] else { continue }
      let layout = ProgramLayout(language: language.language, source: program.source)
      let expected = try await result(of: plain.prepare(layout, in: language))
      let got = try await result(of: quick.prepare(layout, in: language))
      #expect(got == expected, "\(program.source)")
    }
  }

  private struct Seen: Equatable {
    var compiles: Bool
    var message: String
    var reason: Reason?
    var output = ""
  }

  private func result(of outcome: Compiler.Outcome) async throws -> Seen {
    switch outcome {
    case .failed(let compile, let reason):
      return Seen(compiles: compile.succeeded, message: steady(compile.message), reason: reason)
    case .ready(let program):
      var specification = program.specification(
        limits: Limits(cpu: .seconds(5), memoryBytes: 512 << 20), memoryBytes: 256 << 20)
      specification.input = .bytes(try SealedBytes("3 4\n"))
      let report = try await BuildSandbox.runner.run(specification)
      return Seen(
        compiles: true, message: steady(program.compile?.message ?? ""), reason: nil,
        output: "\(report.ending) " + String(decoding: report.output, as: UTF8.self))
    }
  }

  /// Without the names of temporary files, which GCC draws anew in each run.
  private func steady(_ message: String) -> String {
    message.replacing(/\/tmp\/cc[A-Za-z0-9]+/, with: "/tmp/cc")
  }

  /// One compiler run for a program whose headers are prepared, none for the same program again, here or later.
  @Test(.timeLimit(.minutes(5))) func theSameSourceIsCompiledOnce() async throws {
    let language = try #require(BuildSandbox.tools.languages["cpp"])
    func layout(_ number: Int) -> ProgramLayout {
      ProgramLayout(language: language.language, source: Self.include + "int main() { cout << \(number); }")
    }
    let number = Int.random(in: 1...1_000_000_000)
    let runner = CountingRunner(BuildSandbox.runner)
    let compiler = Compiler(runner: runner, cache: BuildCache(store: BuildSandbox.store))
    _ = try await compiler.prepare(layout(number + 1), in: language)
    let before = runner.count
    for expected in [false, true, true] {
      guard case .ready(let program) = try await compiler.prepare(layout(number), in: language) else {
        Issue.record("does not compile")
        return
      }
      #expect(program.compile?.cached == expected)
      #expect(program.compile?.succeeded == true)
    }
    #expect(runner.count == before + 1)
    let later = Compiler(runner: runner, cache: BuildCache(store: BuildSandbox.store))
    guard case .ready(let program) = try await later.prepare(layout(number), in: language) else {
      Issue.record("does not compile")
      return
    }
    #expect(program.compile?.cached == true)
    #expect(runner.count == before + 1)
  }

  /// A sandbox that was opened without the store's roots: the plain way, once and for all.
  @Test(.timeLimit(.minutes(5))) func aSandboxWithoutTheRootCompilesThePlainWay() async throws {
    let language = try #require(BuildSandbox.tools.languages["cpp"])
    let sandbox = try Sandbox(roots: [.system])
    let compiler = Compiler(runner: sandbox, cache: BuildCache(store: BuildSandbox.store))
    let layout = ProgramLayout(
      language: language.language, source: Self.include + "int main() { cout << \(UInt32.random(in: 0...9999999)); }")
    guard case .ready = try await compiler.prepare(layout, in: language) else {
      Issue.record("does not compile")
      return
    }
    await sandbox.close()
  }
}

/// What programs are compiled in, with a store that goes with the process.
enum BuildSandbox {
  static let folder = ScratchFolder()
  static let store = try? BuildStore(folder: folder.path)

  static let tools: ToolSet = {
    var tools = ToolSet(
      only: ["c", "cpp", "cpp11", "cpp17", "java"], environment: ProcessInfo.processInfo.environment)
    tools.buildStore = store
    return tools
  }()

  static let sandbox = try? Sandbox(roots: tools.roots)
  static var isUsable: Bool {
    tools.languages["cpp"] != nil && store != nil && sandbox?.layers.contains(.root) == true
  }
  static var runner: any Runner { sandbox.map { $0 as any Runner } ?? NoRunner() }

  private struct NoRunner: Runner {
    func run(_ specification: RunSpecification) async throws(SandboxFault) -> RunReport {
      throw SandboxFault(.isolation, "no sandbox")
    }
  }
}

/// Counts what is run.
final class CountingRunner: Runner {
  private let runner: any Runner
  private let runs = Mutex(0)

  var count: Int { runs.withLock { $0 } }

  init(_ runner: any Runner) { self.runner = runner }

  func run(_ specification: RunSpecification) async throws(SandboxFault) -> RunReport {
    runs.withLock { $0 += 1 }
    return try await runner.run(specification)
  }
}
