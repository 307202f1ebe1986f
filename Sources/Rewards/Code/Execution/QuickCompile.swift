/// A cheaper way to the same program: what the compiler would do again for each program is prepared once.
///
/// The rule that keeps verdicts and messages as they are: a quick compilation counts only if it ends well and says
/// nothing (or is known to say the same). Otherwise the plain command decides, as if there had been no other.
struct QuickCompile: Sendable, Hashable {
  /// One word, which may name the preparation's folder.
  struct Word: Sendable, Hashable {
    var before: String
    var namesFolder = false
    var after = ""
  }

  /// What has to be there first; `nil`: nothing.
  var preparation: Preparation?
  /// Words that go behind the first of the plain command.
  var words: [Word]
  /// Exit codes with which the plain command would have ended too, and with the same words on standard error: where
  /// what is prepared changes how fast the compiler runs, not what it reads.
  var sameWords: Set<Int> = []

  /// How to compile a program quickly; `nil` where only the plain way is known to be the same, or it does not pay.
  static func plan(_ layout: ProgramLayout, in language: ResolvedLanguage) -> QuickCompile? {
    guard let step = language.language.compile else { return nil }
    let sources = layout.files.filter { layout.sources.contains($0.name) }.map(\.contents)
    if language.tools["g++"] != nil {
      guard sources.allSatisfy({ SourceOpening.isInclude(of: standardHeader, $0) }) else { return nil }
      return QuickCompile(
        preparation: headers(language, step),
        words: [Word(before: "-I", namesFolder: true)] + linkerWords(language).map { Word(before: $0) })
    }
    if language.tools["gcc"] != nil {
      let words = linkerWords(language)
      return words.isEmpty
        ? nil : QuickCompile(preparation: nil, words: words.map { Word(before: $0) })
    }
    if language.language.id == "java" {
      // javac ends with 1 after errors in the program; a machine that breaks has other codes. A note on unchecked
      // operations is common.
      return QuickCompile(
        preparation: classes(language, step),
        words: [Word(before: "-J-XX:SharedArchiveFile=", namesFolder: true, after: "/javac.jsa")],
        sameWords: [0, 1])
    }
    return nil
  }

  /// The plain command with the words of this way.
  func command(_ plain: [String], prepared: String?) -> [String] {
    let folder = prepared.map { "\(SandboxPaths.prepared)/\($0)" } ?? ""
    return Array(plain.prefix(1)) + words.map { $0.before + ($0.namesFolder ? folder : "") + $0.after }
      + plain.dropFirst()
  }

  /// GNU's second linker makes the same static program in half the time; its words differ, but only the plain way's are
  /// ever shown.
  static func linkerWords(_ language: ResolvedLanguage) -> [String] {
    let isGNU = language.tools["g++"] != nil || language.tools["gcc"] != nil
    return isGNU && hasGold ? ["-fuse-ld=gold"] : []
  }

  private static let hasGold = FileFacts.isExecutable("/usr/bin/ld.gold")

  // ---- what is prepared

  private static let standardHeader = "bits/stdc++.h"

  /// All headers of the C++ library, read once under exactly the words of the plain command: GCC takes its result only
  /// in a compilation with the same ones.
  private static func headers(_ language: ResolvedLanguage, _ step: CompileStep) -> Preparation {
    let header = ProgramLayout(language: language.language, source: "#include <\(standardHeader)>\n")
    var words = language.compileCommand(header) ?? []
    if let place = words.firstIndex(of: "-o") { words.removeSubrange(place...min(place + 1, words.count - 1)) }
    let source = "\(SandboxPaths.work)/\(header.sources.first ?? "")"
    words.removeAll { $0 == source || $0 == "-lm" || $0 == "-pipe" }
    let output = SandboxPaths.artifact
    words += ["-MD", "-MF", "\(output)/read", "-x", "c++-header", source, "-o", "\(output)/\(standardHeader).gch"]
    return Preparation(
      name: "headers", command: words, files: header.files, folders: ["out/", "out/bits/"],
      products: ["\(standardHeader).gch"], dependencies: "read", step: step, language: language)
  }

  /// The classes of javac as the machine lays them out in memory after it has loaded and checked them.
  private static func classes(_ language: ResolvedLanguage, _ step: CompileStep) -> Preparation {
    let sample = ProgramLayout(language: language.language, source: javaSample)
    var words = language.compileCommand(sample) ?? []
    words.insert("-J-XX:ArchiveClassesAtExit=\(SandboxPaths.artifact)/javac.jsa", at: min(1, words.count))
    return Preparation(
      name: "classes", command: words, files: sample.files, folders: ["out/"], products: ["javac.jsa"],
      dependencies: nil, step: step, language: language)
  }

  /// Uses what contest programs use, so that the compiler's classes for it are loaded.
  private static let javaSample = """
    import java.io.*;
    import java.util.*;
    import java.util.stream.*;

    public class Main {
      interface Shape { double area(); }
      record Circle(double r) implements Shape { public double area() { return Math.PI * r * r; } }
      enum Kind { SMALL, LARGE }
      static class Edge<T extends Comparable<T>> implements Comparable<Edge<T>> {
        final int to; final T weight;
        Edge(int to, T weight) { this.to = to; this.weight = weight; }
        @Override public int compareTo(Edge<T> other) { return weight.compareTo(other.weight); }
      }
      static int gcd(int a, int b) { return b == 0 ? a : gcd(b, a % b); }
      public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        Scanner scanner = new Scanner("1 2");
        StringTokenizer words = new StringTokenizer(in.readLine());
        int[][] grid = new int[3][4];
        List<List<Edge<Long>>> graph = new ArrayList<>();
        Map<String, Integer> counts = new HashMap<>(), sorted = new TreeMap<>();
        PriorityQueue<Edge<Long>> queue = new PriorityQueue<>((a, b) -> Long.compare(a.weight, b.weight));
        Deque<Integer> deque = new ArrayDeque<>();
        for (int i = 0, j = 0; i < 4; i++, j += 2) { grid[i % 3][j % 4] += i ^ j; deque.addLast(i); }
        while (words.hasMoreTokens()) counts.merge(words.nextToken(), 1, Integer::sum);
        for (Map.Entry<String, Integer> entry : counts.entrySet()) sorted.put(entry.getKey(), entry.getValue());
        String text = IntStream.range(0, 5).boxed().filter(x -> x % 2 == 0).map(x -> x * x)
            .sorted(Comparator.reverseOrder()).map(String::valueOf).collect(Collectors.joining(" "));
        var kind = scanner.nextInt() > 0 ? Kind.LARGE : Kind.SMALL;
        switch (kind) { case SMALL: deque.pollFirst(); break; default: break; }
        try { Object o = new Circle(2); if (o instanceof Shape s) text += s.area(); }
        catch (RuntimeException e) { text = e.getMessage(); } finally { in.close(); }
        StringBuilder out = new StringBuilder(text).append(gcd(12, 18)).append(String.format("%.3f%n", 1.5));
        synchronized (out) { System.out.print(out); }
      }
    }
    """
}

/// Something that the compiler makes for later compilations, from sources of ours alone.
struct Preparation: Sendable, Hashable {
  var name: String
  var command: [String]
  var files: [SourceFile]
  /// Folders that must be there, each with a slash at its end.
  var folders: [String]
  /// What it leaves, as paths below `out`.
  var products: [String]
  /// The compiler's list of the files it read (a rule of make), below `out`.
  var dependencies: String?
  var step: CompileStep
  var language: ResolvedLanguage

  func key(packages: [String] = InstalledPackages.stamps) -> String {
    var key = BuildKey("prepared 1")
    key.add(name)
    key.add(language, step, packages: packages)
    key.add(list: command)
    key.add(list: products)
    for file in files {
      key.add(file.name)
      key.add(file.contents)
    }
    return key.text()
  }

  /// `out/a.gch: /usr/include/a.h \` and so on: the absolute paths.
  static func paths(inRule text: String) -> [String] {
    let words = text.split { $0 == " " || $0 == "\n" || $0 == "\\" || $0 == "\t" }
    return Set(words.filter { $0.hasPrefix("/") && !$0.hasSuffix(":") && !$0.hasPrefix(SandboxPaths.work) })
      .map(String.init).sorted()
  }
}
