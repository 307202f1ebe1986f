import Rewards
import Testing

@Suite struct ProgramLayoutTests {
  @Test(
    arguments: [
      ("public class Main { public static void main(String[] a) {} }", "Main.java", "Main"),
      ("import java.util.*;\npublic class Solver { public static void main(String[] a) {} }", "Solver.java", "Solver"),
      ("class Helper {}\nclass A { public static void main(String[] a) {} }", "A.java", "A"),
      ("package x.y;\npublic class B { public static void main(String[] a) {} }", "B.java", "x.y.B"),
      ("/* public class No { void main( */ public class C { static void main(String[] a) {} }", "C.java", "C"),
      (
        "public class D { static class In { void main() {} } String s = \"class X {\"; char c = '{'; "
          + "public static void main(String[] a) {} }", "D.java", "D"
      ),
      ("public interface I {}\nclass M { public static void main(String[] a) {} }", "I.java", "M"),
      (
        "record P(int x) {}\nclass M { static final String t = \"\"\"\n } } \"\"\"; public static void main(String... a) {} }",
        "M.java", "M"
      ),
      ("int x = 1;", "Main.java", nil), ("", "Main.java", nil), ("class", "Main.java", nil), ("\"", "Main.java", nil),
      ("/*", "Main.java", nil), ("class A { '\\", "A.java", "A"),
    ] as [(String, String, String?)])
  func java(source: String, file: String, mainClass: String?) throws {
    let layout = ProgramLayout(language: try LanguageTable.language(id: "java"), source: source)
    #expect(layout.sources == [file])
    #expect(layout.mainClass == mainClass)
  }

  @Test(arguments: [
    ("fun main() {}", "MainKt"), ("package a.b\n\nfun main() {}", "a.b.MainKt"),
    ("@file:JvmName(\"Run\")\nfun main() {}", "Run"), ("", "MainKt"),
  ])
  func kotlin(source: String, mainClass: String) throws {
    let layout = ProgramLayout(language: try LanguageTable.language(id: "kotlin"), source: source)
    #expect(layout.mainClass == mainClass)
  }

  @Test(arguments: [
    ("python3", ["b.py", "a.py"], "b.py"), ("python3", ["b.py", "Main.py", "a.py"], "b.py"),
    ("cpp", ["x.h", "z.cpp", "y.cc"], "y.cc"),
  ])
  func mainFile(id: String, names: [String], main: String) throws {
    let files = names.map { SourceFile(name: $0, contents: []) }
    let layout = try ProgramLayout(language: try LanguageTable.language(id: id), files: files)
    #expect(layout.sources.first == main)
    #expect(layout.files.count == names.count)
  }

  @Test func javaFilesStartWhereMainIs() throws {
    let files = [
      SourceFile(name: "Aux.java", contents: Array("class Aux {}".utf8)),
      SourceFile(name: "Go.java", contents: Array("public class Go { public static void main(String[] a) {} }".utf8)),
    ]
    let layout = try ProgramLayout(language: try LanguageTable.language(id: "java"), files: files)
    #expect(layout.mainClass == "Go")
    #expect(layout.sources == ["Go.java", "Aux.java"])
  }

  @Test(arguments: ["/etc/x.py", "../x.py", "a/../x.py", "a//x.py", "", "out", "out/x.py", "a\0.py"])
  func namesThatLeaveTheWorkFolder(name: String) throws {
    let files = [SourceFile(name: "main.py", contents: []), SourceFile(name: name, contents: [])]
    let python = try LanguageTable.language(id: "python3")
    #expect(throws: UnusableProgram.unsafeName(name)) { try ProgramLayout(language: python, files: files) }
  }

  @Test func aProgramWithoutASource() throws {
    let python = try LanguageTable.language(id: "python3")
    #expect(throws: UnusableProgram.noSource(language: "python3")) {
      try ProgramLayout(language: python, files: [SourceFile(name: "x.txt", contents: [])])
    }
  }

  @Test func hostileSourcesEndQuickly() throws {
    let java = try LanguageTable.language(id: "java")
    for unit in ["/*", "\"\"\"", "'", "{", "class ", "package a.", "@file:JvmName(\"", "\\"] {
      let source = String(repeating: unit, count: 100_000)
      for language in [java, try LanguageTable.language(id: "kotlin")] {
        let layout = ProgramLayout(language: language, source: source)
        #expect(layout.sources.count == 1)
      }
    }
  }
}
