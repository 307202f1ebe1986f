/// How a value is read, checked and written, and how its type is called in the manual.
struct SettingType<Value> {
  let name: String
  var inner: [SettingDocumentation] = []
  let decode: (ConfigurationValue) throws -> Value
  let encode: (Value) -> YAMLNode

  /// `null` stands for nothing; without this it is an error.
  var optional: SettingType<Value?> {
    SettingType<Value?>(
      name: name, inner: inner, decode: { $0.isNull ? nil : try decode($0) },
      encode: { $0.map(encode) ?? .scalar("null") })
  }
}

extension ConfigurationValue {
  /// The text of a scalar.
  fileprivate func scalar(_ expected: String) throws -> (text: String, isPlain: Bool) {
    switch content {
    case .scalar(let text, let isPlain): return (text, isPlain)
    case .null: throw error(.wrongType, "is empty: leave the key out for its default, or give \(expected)")
    case .list, .section: throw error(.wrongType, "expected \(expected), got \(words)")
    }
  }
}

extension SettingType where Value == Int {
  static func integer(_ range: ClosedRange<Int>) -> Self {
    let bound =
      range.upperBound == .max ? "≥ \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
    return SettingType(
      name: "whole number \(bound)",
      decode: { value in
        let (text, isPlain) = try value.scalar("a whole number")
        guard isPlain, let number = Int(text) else {
          throw value.error(.wrongType, "expected a whole number, got \(value.words)")
        }
        guard range.contains(number) else { throw value.error(.invalidValue, "\(number) is not \(bound)") }
        return number
      }, encode: { .scalar(String($0)) })
  }

  static func integer(atLeast least: Int) -> Self { integer(least...Int.max) }
}

extension SettingType where Value == UInt64 {
  static var seed: Self {
    SettingType(
      name: "whole number ≥ 0",
      decode: { value in
        let (text, isPlain) = try value.scalar("a whole number")
        guard isPlain, let number = UInt64(text) else {
          throw value.error(.wrongType, "expected a whole number from 0 to \(UInt64.max), got \(value.words)")
        }
        return number
      }, encode: { .scalar(String($0)) })
  }
}

extension SettingType where Value == Double {
  static func number(above bound: Double) -> Self { number("> \(short(bound))") { $0 > bound } }
  static func number(atLeast bound: Double) -> Self { number("≥ \(short(bound))") { $0 >= bound } }
  static func number(in range: Range<Double>) -> Self {
    number("in [\(short(range.lowerBound)), \(short(range.upperBound)))") { range.contains($0) }
  }
  static func number(in range: ClosedRange<Double>) -> Self {
    number("in [\(short(range.lowerBound)), \(short(range.upperBound))]") { range.contains($0) }
  }

  private static func number(_ bound: String, _ isAllowed: @escaping (Double) -> Bool) -> Self {
    SettingType(
      name: "number \(bound)",
      decode: { value in
        let (text, isPlain) = try value.scalar("a number")
        // Double(_:) also reads hexadecimal and the words for what is not finite.
        let isDecimal = text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
        guard isPlain, isDecimal, let number = Double(text), number.isFinite else {
          throw value.error(.wrongType, "expected a number, got \(value.words)")
        }
        guard isAllowed(number) else {
          throw value.error(.invalidValue, "\(text) is not \(bound.hasPrefix("in") ? bound : "a number \(bound)")")
        }
        return number
      }, encode: { .scalar(short($0)) })
  }

  private static func short(_ value: Double) -> String {
    value == value.rounded() && value.magnitude < 1e15 ? String(Int(value)) : value.description
  }
}

extension SettingType where Value == Bool {
  static var flag: Self {
    SettingType(
      name: "true or false",
      decode: { value in
        switch try value.scalar("true or false").text {
        case "true": return true
        case "false": return false
        default: throw value.error(.wrongType, "expected true or false, got \(value.words)")
        }
      }, encode: { .scalar($0 ? "true" : "false") })
  }
}

extension SettingType where Value == String {
  static var text: Self { text(named: "text") }
  static var path: Self { text(named: "path") }

  private static func text(named name: String) -> Self {
    SettingType(
      name: name,
      decode: { value in
        let text = try value.scalar("a \(name)").text
        guard !text.isEmpty else { throw value.error(.invalidValue, "is empty: give a \(name)") }
        guard !text.utf8.contains(0) else { throw value.error(.invalidValue, "holds a NUL character") }
        return text
      }, encode: { .text($0) })
  }
}

extension SettingType where Value == [String] {
  /// A list; one text counts as a list of it.
  static func list(_ element: SettingType<String>, atMost limit: Int = 10_000) -> Self {
    SettingType(
      name: "\(element.name) or list",
      decode: { value in
        guard case .list(let items) = value.content else { return value.isNull ? [] : [try element.decode(value)] }
        guard items.count <= limit else {
          throw value.error(.invalidValue, "has \(items.count) entries, more than \(limit)")
        }
        return try items.map { try element.decode($0) }
      }, encode: { .list($0.map(element.encode)) })
  }
}

extension SettingType where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of the names of an enumeration.
  static var choice: Self {
    let names = Value.allCases.map(\.rawValue)
    let list = names.joined(separator: ", ")
    return SettingType(
      name: "one of \(list)",
      decode: { value in
        let text = try value.scalar("one of \(list)").text
        guard let known = Value(rawValue: text) else {
          let advice =
            EditDistance.suggestion(for: text, among: names).map { "did you mean \($0)? Known: \(list)" }
            ?? "use one of \(list)"
          throw value.error(.invalidValue, "unknown name \"\(ConfigurationValue.shown(text))\"; \(advice)")
        }
        return known
      }, encode: { .text($0.rawValue) })
  }
}

extension SettingType {
  /// A list of anything; no single value counts as one.
  private static func items<Element>(_ element: SettingType<Element>, name: String, atMost limit: Int) -> Self
  where Value == [Element] {
    SettingType(
      name: name, inner: element.inner,
      decode: { value in
        guard case .list(let items) = value.content else {
          if value.isNull { return [] }
          throw value.error(.wrongType, "expected a list, got \(value.words)")
        }
        guard items.count <= limit else {
          throw value.error(.invalidValue, "has \(items.count) entries, more than \(limit)")
        }
        return try items.map { try element.decode($0) }
      }, encode: { .list($0.map(element.encode)) })
  }

  static func integers(_ range: ClosedRange<Int>) -> Self where Value == [Int] {
    let element = SettingType<Int>.integer(range)
    return items(element, name: "list of \(element.name)", atMost: 10_000)
  }

  static func sections<Section: SettingsTable>(atMost limit: Int) -> Self where Value == [Section] {
    items(SettingType<Section>.section, name: "list of sections", atMost: limit)
  }
}

extension SettingType where Value: SettingsTable {
  static var section: Self {
    SettingType(
      name: "section", inner: Value.documentation(), decode: { try Value.decode($0) }, encode: { $0.encoded })
  }
}
