/// One line of a settings table: key, type, place in the struct and meaning stand together; the default is the value
/// of a fresh struct. Reading, writing and documentation are all made from these lines.
struct Setting<Owner: SettingsTable> {
  let key: String
  /// For people: `number > 0`, `one of cosine, constant, linear`.
  let type: String
  let meaning: String
  /// Said instead of the fresh struct's value, where that is found out only later.
  let defaultText: String?
  let decode: (inout Owner, ConfigurationValue) throws -> Void
  let encode: (Owner) -> YAMLNode
  /// The lines of a section below this key; empty for a plain value.
  let inner: [SettingDocumentation]

  init<Value>(
    _ key: String, _ property: WritableKeyPath<Owner, Value>, _ type: SettingType<Value>, default text: String? = nil,
    _ meaning: String
  ) {
    self.key = key
    self.type = type.name
    self.meaning = meaning
    defaultText = text
    decode = { owner, value in owner[keyPath: property] = try type.decode(value) }
    encode = { type.encode($0[keyPath: property]) }
    inner = type.inner
  }

  /// A section, whose keys are laid over what the owner has: its preset may have set some.
  init<Section: SettingsTable>(_ key: String, section property: WritableKeyPath<Owner, Section>, _ meaning: String) {
    self.key = key
    self.meaning = meaning
    type = SettingType<Section>.section.name
    defaultText = nil
    decode = { owner, value in
      owner[keyPath: property] = try Section.decode(value, over: owner[keyPath: property])
    }
    encode = { $0[keyPath: property].encoded }
    inner = Section.documentation()
  }

  /// A value that may be `null`.
  init<Value>(
    _ key: String, optional property: WritableKeyPath<Owner, Value?>, _ type: SettingType<Value>,
    default text: String? = nil, _ meaning: String
  ) {
    self.init(key, property, type.optional, default: text, meaning)
  }
}

/// A struct whose keys stand in one table.
protocol SettingsTable {
  init()
  static var settings: [Setting<Self>] { get }
  /// The defaults that the keys name themselves (a preset); `nil` where they name none.
  static func preset(_ value: ConfigurationValue) throws -> Self?
  /// Fills in what follows from other values.
  mutating func resolve()
  /// Throws where values do not go together.
  func check(_ place: ConfigurationValue) throws
}

extension SettingsTable {
  static func preset(_ value: ConfigurationValue) throws -> Self? { nil }
  mutating func resolve() {}
  func check(_ place: ConfigurationValue) throws {}

  /// - Parameter defaults: what keys that are left out keep.
  static func decode(_ value: ConfigurationValue, over defaults: Self = Self()) throws -> Self {
    var result = try preset(value) ?? defaults
    let known = settings
    for member in try value.members() {
      guard let setting = known.first(where: { $0.key == member.key }) else {
        throw unknown(member, in: value, known: known.map(\.key))
      }
      try setting.decode(&result, member.value)
    }
    result.resolve()
    try result.check(value)
    return result
  }

  private static func unknown(
    _ member: ConfigurationValue.Member, in section: ConfigurationValue, known: [String]
  ) -> ConfigurationError {
    let advice =
      EditDistance.suggestion(for: member.key, among: known).map { "did you mean \($0)?" }
      ?? "known here: \(known.joined(separator: ", "))"
    let place = ConfigurationValue(
      content: .null, origin: member.origin, path: section.joined(ConfigurationValue.shown(member.key)))
    return place.error(.unknownKey, "unknown; \(advice)")
  }

  var encoded: YAMLNode { .section(Self.settings.map { ($0.key, $0.encode(self)) }) }

  /// The table's lines with full key paths.
  static func documentation(below path: String = "") -> [SettingDocumentation] {
    let fresh = Self()
    return settings.flatMap { setting in
      let value = setting.encode(fresh)
      let row = SettingDocumentation(
        key: path + setting.key, type: setting.type,
        defaultText: setting.defaultText ?? (setting.inner.isEmpty ? "`\(value.inline)`" : ""),
        meaning: setting.meaning, isSection: !setting.inner.isEmpty)
      return [row] + setting.inner.map { $0.below(path + setting.key) }
    }
  }
}

/// A line of the manual about one key.
struct SettingDocumentation: Sendable, Hashable {
  var key: String
  var type: String
  /// In Markdown.
  var defaultText: String
  var meaning: String
  var isSection = false

  func below(_ path: String) -> SettingDocumentation {
    var row = self
    row.key = "\(path).\(key)"
    return row
  }
}
