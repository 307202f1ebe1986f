/// Text inside HTML elements and quoted attributes.
package enum HTMLText {
  /// `text` with the five special characters escaped and hidden characters written out.
  package static func escape(_ text: String) -> String {
    let printable = PrintableText.make(text, multiline: true)
    var result: [UInt8] = []
    result.reserveCapacity(printable.utf8.count + 16)
    for byte in printable.utf8 {
      switch byte {
      case UInt8(ascii: "&"): result += "&amp;".utf8
      case UInt8(ascii: "<"): result += "&lt;".utf8
      case UInt8(ascii: ">"): result += "&gt;".utf8
      case UInt8(ascii: "\""): result += "&quot;".utf8
      case UInt8(ascii: "'"): result += "&#39;".utf8
      default: result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
