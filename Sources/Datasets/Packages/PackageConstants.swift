/// The constants of problem.yaml, which stand as `{{name}}` and `{{name.variant}}` in programs of the package.
struct PackageConstants {
  private var values: [[UInt8]: [UInt8]] = [:]

  init() {}

  init(_ yaml: PackageYAML) throws {
    for name in yaml.keys {
      let constant = yaml[name]
      if constant.isMapping {
        for variant in constant.keys { try add("\(name).\(variant)", constant[variant]) }
        try add(name, constant["value"])
      } else {
        try add(name, constant)
        try add("\(name).value", constant)
      }
    }
  }

  private mutating func add(_ name: String, _ field: PackageYAML) throws {
    if let text = try field.text() { values[Array(name.utf8)] = Array(text.utf8) }
  }

  /// The text with every known sequence replaced, in one pass.
  func filled(_ text: [UInt8]) -> [UInt8] {
    guard !values.isEmpty else { return text }
    let brace = UInt8(ascii: "{")
    var output: [UInt8] = []
    var copied = 0
    var index = 0
    while index + 1 < text.count {
      guard text[index] == brace, text[index + 1] == brace else {
        index += 1
        continue
      }
      let name = text[(index + 2)...].prefix(200).prefix { $0 != UInt8(ascii: "}") && $0 != brace }
      let end = name.endIndex
      if let value = values[Array(name)], text[end...].starts(with: [UInt8(ascii: "}"), UInt8(ascii: "}")]) {
        output += text[copied..<index] + value
        index = end + 2
        copied = index
      } else {
        index += 1
      }
    }
    return output + text[copied...]
  }
}
