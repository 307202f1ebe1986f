import Testing

@testable import Rewards

private let aliases = LanguageAliases([
  ("python3", ["python", "py", "Python3"]), ("pypy3", ["pypy", "python", "py"]), ("c", ["h"]),
  ("cpp", ["c++", "cc", "cpp17"]),
  ("cpp17", ["c++17"]), ("rust", ["rs"]), ("bash", ["sh", "shell"]),
])

/// What is taken from a response, and what is not.
@Suite struct ResponseProgramTests {
  /// The response, the language asked for, and the program with its language.
  @Test(
    arguments: [
      ("```python\na\n```", "python3", "a\n", "python3"), ("```\na\n```", "python3", "a\n", "python3"),
      ("Text\n```python\na\n```\nmore\n```python\nb\n```\nend", "python3", "b\n", "python3"),
      // Only the text after the last </think>.
      ("<think>\n```python\nwrong\n```\n</think>\n```python\na\n```", "python3", "a\n", "python3"),
      ("```python\nx\n```</think></think>\n```python\na\n```", "python3", "a\n", "python3"),
      ("no opening</think>```python\na\n```", "python3", "a\n", "python3"),
      ("<think>a</think>b<think>c</think>\n```python\na\n```", "python3", "a\n", "python3"),
      // A tag of another language, or of none, never fits; an untagged block only where no tagged one does.
      ("```python\na\n```\n```text\nout\n```\n```\n1 2\n```", "python3", "a\n", "python3"),
      ("```\na\n```\n```output\nout\n```", "python3", "a\n", "python3"),
      ("```cpp\nx\n```\n```\na\n```", "python3", "a\n", "python3"),
      ("```\nfirst\n```\n```\nlast\n```", "cpp", "last\n", "cpp"), ("```python\na\n```", "pypy3", "a\n", "pypy3"),
      ("```c\nx\n```\n```cpp\na\n```", "c", "x\n", "c"), ("```c++\na\n```", "cpp", "a\n", "cpp"),
      ("```c++17\na\n```", "cpp17", "a\n", "cpp17"),
      ("```cobol85\na\n```", "cobol85", "a\n", "cobol85"),
      // Without a language the tag decides it.
      ("```python\na\n```", nil, "a\n", "python3"),
      ("```py\na\n```\n```rs\nb\n```\n```text\nc\n```\n```\nd\n```", nil, "b\n", "rust"),
      ("```cpp17\na\n```", nil, "a\n", "cpp17"), ("```pypy3\na\n```", nil, "a\n", "pypy3"),
      // How the tag may be written.
      ("```Python3\na\n```", "python3", "a\n", "python3"), ("```PYTHON\na\n```", "python3", "a\n", "python3"),
      ("``` python \na\n```", "python3", "a\n", "python3"),
      ("```python title=\"x\"\na\n```", "python3", "a\n", "python3"),
      ("```{.python .numberLines}\na\n```", "python3", "a\n", "python3"),
      ("```{#id .python}\na\n```", "python3", "a\n", "python3"),
      ("```{python}\na\n```", "python3", "a\n", "python3"), ("```.python\na\n```", "python3", "a\n", "python3"),
      ("```python:main.py\na\n```", "python3", "a\n", "python3"),
      ("```python{1,3}\na\n```", "python3", "a\n", "python3"),
      ("```rust,no_run\na\n```", "rust", "a\n", "rust"), ("~~~python\na\n~~~", "python3", "a\n", "python3"),
      ("~~~ python `x`\na\n~~~", "python3", "a\n", "python3"),
      // Fences: longer ones, other characters, blanks behind, indentation.
      ("````python\n```\na\n```\n````", "python3", "```\na\n```\n", "python3"),
      ("```python\na\n`````", "python3", "a\n", "python3"),
      ("```python\n~~~\n```", "python3", "~~~\n", "python3"), ("```python\n``\n```", "python3", "``\n", "python3"),
      ("```python\na\n```  \t", "python3", "a\n", "python3"), ("```python\na\n   ```", "python3", "a\n", "python3"),
      ("```python\na\n    ```\n```", "python3", "a\n    ```\n", "python3"),
      ("```python\na\n``` x\n```", "python3", "a\n``` x\n", "python3"),
      ("  ```python\n  a\n    b\n c\n  ```", "python3", "a\n  b\nc\n", "python3"),
      ("````markdown\n```python\nx\n```\n````\n```python\na\n```", "python3", "a\n", "python3"),
      ("use ```python``` here\n```python\na\n```", "python3", "a\n", "python3"),
      ("``` a`b\n```python\na\n```", "python3", "a\n", "python3"),
      // The last block is not closed: the one before is the program.
      ("```python\na\n```\n```python\nb", "python3", "a\n", "python3"),
      // Line ends of the response are not the program's.
      ("x\r\n```python\r\na\r\n\r\nb\r\n```\r\n", "python3", "a\n\nb\n", "python3"),
      ("```python\na\r\n```", "python3", "a\r\n", "python3"),
      ("```python\n```", "python3", "", "python3"), ("```python\n\n```", "python3", "\n", "python3"),
      // Within a closed block a tag is text of the program.
      ("```python\nprint('<think>')\n```", "python3", "print('<think>')\n", "python3"),
      ("```python\né😀\n```", "python3", "é😀\n", "python3"),
    ] as [(String, String?, String, String)])
  func programs(response: String, language: String?, source: String, found: String) {
    #expect(
      ResponseProgram.extract(response: response, language: language, aliases: aliases)
        == .program(source: source, language: found))
  }

  @Test(
    arguments: [
      ("", "python3", "the response has no fenced block"), ("print(1)", "python3", "the response has no fenced block"),
      ("```python\na", "python3", "the last fenced block of the response is not closed"),
      ("```python\na\n``", "python3", "the last fenced block of the response is not closed"),
      ("````python\na\n```", "python3", "the last fenced block of the response is not closed"),
      ("```python\na\n~~~", "python3", "the last fenced block of the response is not closed"),
      ("    ```python\n    a\n    ```", "python3", "the response has no fenced block"),
      ("``python\na\n``", "python3", "the response has no fenced block"),
      ("<think>\n```python\na\n```", "python3", "the response has a <think> that is not closed"),
      ("<think>a</think>\n<think>\n```python\na\n```", "python3", "the response has a <think> that is not closed"),
      ("```python\na\n```\n<think>", "python3", "the response has a <think> that is not closed"),
      ("<think>\n```python\na\n```\n</think>\ndone", "python3", "the response has no fenced block"),
      ("```cpp\na\n```", "python3", #"no fenced block of the response is python3: the last one is tagged "cpp""#),
      ("```\na\n```", nil, "no fenced block of the response names its language"),
      ("```text\na\n```", nil, #"the tag "text" of the last fenced block means no language"#),
    ] as [(String, String?, String)])
  func none(response: String, language: String?, why: String) {
    #expect(
      ResponseProgram.extract(response: response, language: language, aliases: aliases) == .noProgram(why: why))
  }

  /// Many fences, many tags, one endless line: linear work, so a second is ample.
  @Test(
    .timeLimit(.minutes(1)),
    arguments: ["```\n", "~~~python\n", "`", "<think>", "</think>", "<", "```python ", "   ```\n````\n"])
  func hostileResponsesTakeLinearTime(piece: String) {
    let response = String(repeating: piece, count: 200_000)
    _ = ResponseProgram.extract(response: response, language: "python3", aliases: aliases)
    _ = ThinkFormat.flaw(of: response)
  }
}

@Suite struct ThinkFormatTests {
  @Test(
    arguments: [
      ("<think>a</think>b", nil), (" \n<think>\na\n</think>\n\nb", nil), ("<think></think>b", nil),
      ("b", .missingOpening), ("a</think>b", .missingOpening), ("<think>a", .missingClosing), ("", .missingOpening),
      ("<think><think>a</think>b", .repeatedOpening), ("<think>a</think>b<think>", .repeatedOpening),
      ("<think>a</think></think>b", .repeatedClosing), ("</think>a<think>b", .wrongOrder),
      ("x<think>a</think>b", .textBefore),
      ("<think>a</think> \n", .nothingAfter), ("<THINK>a</THINK>b", .missingOpening),
      ("<think >a</think>b", .missingOpening),
    ] as [(String, ThinkFormat.Flaw?)])
  func flaws(response: String, flaw: ThinkFormat.Flaw?) {
    #expect(ThinkFormat.flaw(of: response) == flaw)
  }
}
