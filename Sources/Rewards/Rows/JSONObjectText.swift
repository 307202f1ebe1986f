/// Writes one JSON object with its keys in the order in which they are added.
public struct JSONObjectText {
  private var text = "{"

  public init() {}

  /// The whole object, on one line.
  public var line: String { text + "}" }

  public mutating func add(_ key: String, _ value: String?) {
    add(key, raw: value.map(JSONObjectText.quoted) ?? "null")
  }
  public mutating func add(_ key: String, _ value: Int?) { add(key, raw: value.map(String.init) ?? "null") }
  public mutating func add(_ key: String, _ value: Bool) { add(key, raw: value ? "true" : "false") }
  public mutating func add(_ key: String, _ value: Double?) {
    add(key, raw: value.map(JSONObjectText.number) ?? "null")
  }
  public mutating func add(_ key: String, _ values: [String]) {
    add(key, raw: "[" + values.map(JSONObjectText.quoted).joined(separator: ",") + "]")
  }

  /// Adds a value that is JSON already.
  public mutating func add(_ key: String, raw: String) {
    if text.utf8.count > 1 { text += "," }
    text += JSONObjectText.quoted(key) + ":" + raw
  }

  /// Seconds and rewards to the nanosecond; never NaN or infinity, which JSON does not have.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "null" }
    let rounded = (value * 1e9).rounded() / 1e9
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int(rounded)) : String(rounded)
  }

  public static func quoted(_ value: String) -> String {
    // Most texts hold nothing to escape; 0xE2 may begin a line separator.
    let isPlain = value.utf8.allSatisfy { byte in
      byte >= 0x20 && byte != 0x22 && byte != 0x5C && byte != 0x7F && byte != 0xE2
    }
    if isPlain { return "\"" + value + "\"" }
    var result = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{0}"..."\u{1F}", "\u{7F}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
