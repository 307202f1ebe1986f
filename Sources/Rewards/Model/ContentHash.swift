import Crypto

/// SHA-256 in hexadecimal, by which contents are known again.
package enum ContentHash {
  package static func text(of bytes: [UInt8]) -> String { SHA256.hash(data: bytes).wholeText }

  /// The first 96 bits: enough that no two of a run's inputs meet.
  package static func shortText(of text: String) -> String { SHA256.hash(data: Array(text.utf8)).shortText }
}

extension SHA256.Digest {
  var wholeText: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// See ``ContentHash/shortText(of:)``.
  var shortText: String { String(wholeText.prefix(24)) }
}
