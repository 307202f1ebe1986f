/// How a C++ source begins.
enum SourceOpening {
  /// Is `#include <header>` the first thing in the text but blanks and comments?
  ///
  /// Then the compiler reads the header in the state that its command line gives, and a header prepared under the same
  /// command line is the same. Anything before it (a macro, a pragma, another header, a conditional) could change what
  /// the header means, and some of it GCC forgets when it takes a prepared one (`#pragma GCC poison`): such sources are
  /// compiled the plain way. So is all that this reader does not know: trigraphs, digraphs, continued lines.
  static func isInclude(of header: String, _ text: [UInt8]) -> Bool {
    var reader = Reader(bytes: text[...])
    guard reader.skipBlanksAndComments(), reader.take("#"), reader.skipSpaces(), reader.take("include"),
      reader.skipSpaces(), reader.take("<\(header)>")
    else { return false }
    // The rest of the line: blanks, or a comment to its end.
    guard reader.skipSpaces() else { return false }
    return reader.bytes.isEmpty || reader.take("\n") || reader.take("\r\n") || reader.isLineComment
  }

  private struct Reader {
    var bytes: ArraySlice<UInt8>

    mutating func take(_ word: String) -> Bool {
      guard bytes.starts(with: word.utf8) else { return false }
      bytes = bytes.dropFirst(word.utf8.count)
      return true
    }

    mutating func skipSpaces() -> Bool {
      bytes = bytes.drop { $0 == 0x20 || $0 == 0x09 }
      return true
    }

    /// A comment `//` whose line is not continued by a backslash.
    var isLineComment: Bool {
      guard bytes.starts(with: "//".utf8) else { return false }
      return !bytes.prefix { $0 != 0x0A }.contains(UInt8(ascii: "\\"))
    }

    /// `false` at what it cannot be sure of.
    mutating func skipBlanksAndComments() -> Bool {
      while true {
        bytes = bytes.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        if bytes.starts(with: "//".utf8) {
          guard isLineComment else { return false }
          bytes = bytes.drop { $0 != 0x0A }
        } else if take("/*") {
          while !bytes.starts(with: "*/".utf8) {
            // A backslash could join the end of the comment over two lines.
            guard let byte = bytes.first, byte != UInt8(ascii: "\\") else { return false }
            bytes = bytes.dropFirst()
          }
          bytes = bytes.dropFirst(2)
        } else {
          return true
        }
      }
    }
  }
}
