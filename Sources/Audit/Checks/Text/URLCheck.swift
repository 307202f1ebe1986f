/// Prompts that send the model to the web.
struct URLCheck: RowCheck {
  static let about = CheckDescription(
    id: "url", severity: .warning, cost: .text, summary: "The prompt holds an address on the web.",
    advice: "Take the address out, or drop the row if the question cannot be answered without it.")

  init(_ settings: AuditSettings) {}

  func remarks(on row: AuditRow) -> [Remark] {
    guard let prompt = row.prompt, let range = Self.find(prompt) else { return [] }
    // Programs are often about addresses, which then stand in quotes as data.
    let isData = row.kind == .code
    return [
      Remark(
        "the prompt holds \(Quoted.around(prompt, range, margin: 0))", severity: isData ? .info : nil,
        confidence: isData ? 0.5 : 0.9)
    ]
  }

  static func find(_ text: String) -> Range<Int>? {
    let bytes = Array(text.utf8)
    let starts = ["http://", "https://", "www."].map { Array($0.utf8) }
    var index = 0
    while index < bytes.count {
      if bytes[index] | 0x20 == UInt8(ascii: "h") || bytes[index] | 0x20 == UInt8(ascii: "w") {
        for start in starts where bytes.count - index > start.count + 3 {
          guard zip(start, bytes[index...]).allSatisfy({ $0 == $1 || $0 == $1 | 0x20 }) else { continue }
          let first = bytes[index + start.count]
          guard first &- 0x30 < 10 || (first | 0x20) &- 0x61 < 26 else { continue }
          if start[0] == UInt8(ascii: "w"), index > 0, CharacterClass.of(bytes[index - 1]) != .other { continue }
          var end = index
          while end < bytes.count, bytes[end] > 0x20, !Array("\"'<>)]}".utf8).contains(bytes[end]) { end += 1 }
          return index..<end
        }
      }
      index += 1
    }
    return nil
  }
}
