/// Which Python programs may start from a warm interpreter, and how they must end there.
///
/// A fork of an interpreter that has its imports done differs from a fresh one in few ways, and a program that can tell
/// spells one of a few words. Such a program is started cold: whatever it prints is then what it would print anywhere.
/// The words are looked for in the whole source, comments and strings too, which costs speed at worst.
enum WarmRules {
  enum Start: Sendable, Hashable {
    case cold
    case warm(WarmForm)
  }

  /// What looks at the interpreter itself: its modules, frames, hooks, memory, parents.
  private static let telling: Set<String> = [
    "modules", "meta_path", "path_hooks", "path_importer_cache", "reload", "invalidate_caches", "_getframe", "inspect",
    "currentframe", "print_stack", "format_stack", "extract_stack", "walk_stack", "stack", "settrace", "setprofile",
    "excepthook", "unraisablehook", "__unraisablehook__", "__excepthook__", "gc", "tracemalloc", "getallocatedblocks",
    "_debugmallocstats", "getrefcount", "getppid", "ctypes", "_ctypes", "faulthandler", "addaudithook", "__loader__",
    "__subclasses__", "get_objects", "ru_maxrss", "cmdline", "_exitfuncs", "_ncallbacks", "_clear", "register_at_fork",
    "f_back", "tb_frame", "detach",
  ]

  /// What may leave something to the end of an interpreter: finalizers, and files that only they flush.
  private static let finalized: Set<String> = [
    "__del__", "finalize", "weakref", "open", "fdopen", "IOBase", "RawIOBase", "BufferedIOBase", "TextIOBase",
    "TextIOWrapper", "BufferedWriter", "BufferedRandom", "BufferedReader", "FileIO", "makefile", "mmap",
    "tempfile", "TemporaryFile", "NamedTemporaryFile", "subprocess", "multiprocessing", "concurrent", "asyncio",
    "sqlite3", "socket", "zipfile", "gzip", "shelve", "dbm", "logging",
  ]

  static func start(of source: [UInt8]) -> Start {
    var mayFinalize = false
    var suspends = false
    var guards = false
    var prelude = WarmPrelude.usual
    var index = 0
    while index < source.count {
      // Read from a file, a program ends at a null byte.
      if source[index] == 0 { return .cold }
      guard isWordByte(source[index]) else {
        // Another encoding could hide any word.
        if source[index] == UInt8(ascii: "#"), declaresEncoding(source, from: index) { return .cold }
        index += 1
        continue
      }
      let first = index
      while index < source.count, isWordByte(source[index]) { index += 1 }
      guard index - first <= 32 else { continue }
      let word = String(decoding: source[first..<index], as: UTF8.self)
      if telling.contains(word) { return .cold }
      if finalized.contains(word) { mayFinalize = true }
      // A generator that stays suspended runs its `finally` when it is finalized.
      if word == "yield" || word == "await" { suspends = true }
      if word == "finally" || word == "with" { guards = true }
      if word == "numpy", isImported(source, at: first) { prelude = .numpy }
    }
    return .warm(WarmForm(prelude: prelude, finalizes: mayFinalize || suspends && guards))
  }

  /// Whether a statement of the module itself, at the beginning of its line, imports what begins here. One within a
  /// function or a branch may never be reached, and what it would bring must not be charged.
  private static func isImported(_ source: [UInt8], at word: Int) -> Bool {
    ["import ", "from "].contains { keyword in
      let line = word - keyword.utf8.count
      return line >= 0 && source[line..<word].elementsEqual(keyword.utf8)
        && (line == 0 || source[line - 1] == UInt8(ascii: "\n"))
    }
  }

  /// The first two lines may name an encoding (PEP 263).
  private static func declaresEncoding(_ source: [UInt8], from comment: Int) -> Bool {
    guard source[..<comment].count(where: { $0 == UInt8(ascii: "\n") }) < 2 else { return false }
    let line = source[comment...].prefix { $0 != UInt8(ascii: "\n") }
    let text = String(decoding: line, as: UTF8.self).lowercased()
    guard let found = text.firstRange(of: "coding") else { return false }
    let name = text[found.upperBound...].drop { $0 == ":" || $0 == "=" || $0 == " " || $0 == "\t" }
    return !name.hasPrefix("utf-8") && !name.hasPrefix("utf8")
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"):
      true
    default: byte >= 0x80
    }
  }
}
