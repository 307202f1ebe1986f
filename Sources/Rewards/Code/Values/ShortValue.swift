/// A value in a message: Python's notation, printable, cut short.
enum ShortValue {
  /// Stops as soon as `limit` characters are written, however large the value is.
  static func text(_ value: PlainValue, limit: Int = 60) -> String {
    var writer = Writer(limit: limit)
    writer.write(value, depth: 0)
    return writer.text.count > limit ? writer.text.prefix(limit) + "…" : writer.text
  }

  private struct Writer {
    let limit: Int
    var text = ""

    var isFull: Bool { text.utf8.count > limit }

    mutating func write(_ value: PlainValue, depth: Int) {
      switch value {
      case .none: text += "None"
      case .bool(let flag): text += flag ? "True" : "False"
      case .int(let integer):
        text += integer.word.map(String.init) ?? String(decoding: integer.decimal.prefix(limit + 1), as: UTF8.self)
      case .float(let double): text += PythonFloat.repr(double)
      case .string(let string): text += ShortText.quote(string.utf8)
      case .bytes(let bytes): text += "b" + ShortText.quote(bytes)
      case .list(let items): write(items, "[", "]", depth: depth)
      case .tuple(let items): write(items, "(", items.count == 1 ? ",)" : ")", depth: depth)
      case .dict(let pairs): write(pairs, depth: depth)
      }
    }

    /// What is deeper than this does not fit anyway.
    private static let deepest = 8

    private mutating func write(_ items: [PlainValue], _ opening: String, _ closing: String, depth: Int) {
      text += opening
      for (index, item) in items.enumerated() {
        if index > 0 { text += ", " }
        if isFull || depth >= Self.deepest {
          text += "…"
          break
        }
        write(item, depth: depth + 1)
      }
      text += closing
    }

    private mutating func write(_ pairs: [PlainPair], depth: Int) {
      text += "{"
      for (index, pair) in pairs.enumerated() {
        if index > 0 { text += ", " }
        if isFull || depth >= Self.deepest {
          text += "…"
          break
        }
        write(pair.key, depth: depth + 1)
        text += ": "
        write(pair.value, depth: depth + 1)
      }
      text += "}"
    }
  }
}
