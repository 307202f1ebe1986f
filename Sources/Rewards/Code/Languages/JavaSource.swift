/// Finds where a Java or Kotlin program starts, by one pass over its text.
///
/// Only what is outside comments and literals counts, and only types at the outermost level: a compiler will have the
/// last word, this only has to name the file and the class for programs that compile.
enum JavaSource {
  struct MainType: Hashable {
    var name: String
    var package: String?
    var isPublic: Bool
    var hasMain: Bool
    /// The public type of the same text, which javac wants the file to be named after.
    var publicName: String?

    var qualifiedName: String { package.map { "\($0).\(name)" } ?? name }
    var fileName: String { "\(publicName ?? name).java" }
  }

  /// The type to start: the first with a `void main(`, public ones first; without any, the public or first type;
  /// `nil` if the text declares none.
  static func mainType(of text: String) -> MainType? {
    let (types, package) = outermostTypes(of: text)
    let withMain = types.filter(\.hasMain)
    guard
      var chosen = withMain.first(where: \.isPublic) ?? withMain.first ?? types.first(where: \.isPublic) ?? types.first
    else { return nil }
    chosen.package = package
    chosen.publicName = types.first(where: \.isPublic)?.name
    return chosen
  }

  /// Whether a `void main(` stands anywhere: without that no class can be started, however the rest is read.
  static func mentionsMain(_ text: String) -> Bool {
    let words = tokens(of: text)
    return words.indices.dropFirst(2).contains {
      words[$0 - 2] == "void" && words[$0 - 1] == "main" && words[$0] == "("
    }
  }

  /// `main.kt` → `MainKt`, unless the file says otherwise by `@file:JvmName`.
  static func kotlinMainClass(fileName: String, text: String) -> String {
    let words = tokens(of: text)
    var name = ProgramLayout.stem(of: fileName)
    name = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    name = name.prefix(1).uppercased() + name.dropFirst() + "Kt"
    if let mark = text.range(of: "@file:JvmName(\"", upTo: 64 << 10) {
      name = String(text[mark.upperBound...].prefix { $0 != "\"" && $0 != "\n" })
    }
    guard let package = qualifiedName(after: "package", in: words[...], endsAtLine: true) else { return name }
    return "\(package).\(name)"
  }

  private static func outermostTypes(of text: String) -> (types: [MainType], package: String?) {
    let words = tokens(of: text)
    var types: [MainType] = []
    var depth = 0
    var modifiers: Set<String> = []
    for (index, word) in words.enumerated() {
      switch word {
      case "{": depth += 1
      case "}": depth = max(0, depth - 1)
      case ";" where depth == 0: modifiers = []
      case "class", "interface", "enum", "record":
        guard depth == 0, index + 1 < words.count, isIdentifier(words[index + 1]) else { continue }
        types.append(
          MainType(name: words[index + 1], package: nil, isPublic: modifiers.contains("public"), hasMain: false))
        modifiers = []
      case "main":
        // In the body of an outermost type: `void main (`.
        if depth == 1, !types.isEmpty, index > 0, words[index - 1] == "void", index + 1 < words.count,
          words[index + 1] == "("
        {
          types[types.count - 1].hasMain = true
        }
      default:
        if depth == 0 { modifiers.insert(word) }
      }
    }
    return (types, qualifiedName(after: "package", in: words[...], endsAtLine: false))
  }

  /// The dotted name after the first `keyword`, which must come before any brace.
  private static func qualifiedName(
    after keyword: String, in words: ArraySlice<String>, endsAtLine: Bool
  ) -> String? {
    guard let start = words.firstIndex(of: keyword), !words[..<start].contains("{") else { return nil }
    var name = ""
    var wantsIdentifier = true
    for word in words[words.index(after: start)...].prefix(64) {
      if wantsIdentifier, isIdentifier(word) {
        name += word
      } else if !wantsIdentifier, word == "." {
        name += word
      } else {
        break
      }
      wantsIdentifier.toggle()
    }
    return name.isEmpty || name.hasSuffix(".") ? nil : name
  }

  private static func isIdentifier(_ word: String) -> Bool {
    guard let first = word.utf8.first else { return false }
    return isWordByte(first) && !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
      true
    default: false
    }
  }

  /// Words and single punctuation marks outside comments and literals.
  static func tokens(of text: String) -> [String] {
    let bytes = Array(text.utf8)
    var result: [String] = []
    var at = 0
    while at < bytes.count {
      let byte = bytes[at]
      if isWordByte(byte) {
        let start = at
        while at < bytes.count, isWordByte(bytes[at]) { at += 1 }
        result.append(String(decoding: bytes[start..<at], as: UTF8.self))
      } else if let end = skipped(bytes, at) {
        at = end
      } else {
        if byte > 0x20 { result.append(String(decoding: [byte], as: UTF8.self)) }
        at += 1
      }
    }
    return result
  }

  /// Where a comment or literal that starts at `at` ends; `nil` if none starts there.
  private static func skipped(_ bytes: [UInt8], _ at: Int) -> Int? {
    let quote = UInt8(ascii: "\"")
    let next = at + 1 < bytes.count ? bytes[at + 1] : 0
    switch bytes[at] {
    case UInt8(ascii: "/") where next == UInt8(ascii: "/"):
      return bytes[at...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    case UInt8(ascii: "/") where next == UInt8(ascii: "*"):
      var end = at + 2
      while end + 1 < bytes.count, !(bytes[end] == UInt8(ascii: "*") && bytes[end + 1] == UInt8(ascii: "/")) {
        end += 1
      }
      return min(end + 2, bytes.count)
    case quote where next == quote && at + 2 < bytes.count && bytes[at + 2] == quote:
      var end = at + 3
      while end + 2 < bytes.count, !(bytes[end] == quote && bytes[end + 1] == quote && bytes[end + 2] == quote) {
        end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
      }
      return min(end + 3, bytes.count)
    case quote, UInt8(ascii: "'"):
      var end = at + 1
      while end < bytes.count, bytes[end] != bytes[at], bytes[end] != UInt8(ascii: "\n") {
        end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
      }
      return min(end + 1, bytes.count)
    default: return nil
    }
  }
}

extension String {
  /// The first place of `needle` among the first `limit` characters' bytes.
  fileprivate func range(of needle: String, upTo limit: Int) -> Range<String.Index>? {
    let head = self.prefix(limit)
    var from = head.startIndex
    while let start = head[from...].firstIndex(of: "@") {
      if head[start...].hasPrefix(needle) { return start..<head.index(start, offsetBy: needle.count) }
      from = head.index(after: start)
    }
    return nil
  }
}
