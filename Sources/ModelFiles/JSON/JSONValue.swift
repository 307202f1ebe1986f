/// A JSON value that keeps what it was read from: the order of keys and the spelling of numbers.
///
/// A configuration that is read and written again differs in nothing but what was changed.
public enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  /// The number as it is spelt in JSON, such as `1e-05`.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)

  /// The number, where it is one without a fraction that fits. `1e3` and `8192.0` are integers too.
  public var integer: Int? {
    guard case .number(let text) = self else { return nil }
    return Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
  }

  /// The number, where it is one; nil where it is too large for a `Double`.
  public var double: Double? {
    guard case .number(let text) = self, let value = Double(text), value.isFinite else { return nil }
    return value
  }

  public var string: String? { if case .string(let text) = self { text } else { nil } }

  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

  public var array: [JSONValue]? { if case .array(let values) = self { values } else { nil } }

  public var object: JSONObject? { if case .object(let object) = self { object } else { nil } }

  public static func integer(_ value: Int) -> JSONValue { .number(String(value)) }

  /// A finite number; others have no JSON form and become null.
  public static func double(_ value: Double) -> JSONValue { value.isFinite ? .number("\(value)") : .null }
}

/// The members of a JSON object in their order; a key stands once.
public struct JSONObject: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  public private(set) var keys: [String] = []
  private var values: [String: JSONValue] = [:]

  public init() {}

  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    for (key, value) in elements { self[key] = value }
  }

  /// A new key goes to the end; nil removes it.
  public subscript(key: String) -> JSONValue? {
    get { values[key] }
    set {
      if let newValue {
        if values.updateValue(newValue, forKey: key) == nil { keys.append(key) }
      } else if values.removeValue(forKey: key) != nil {
        keys.removeAll { $0 == key }
      }
    }
  }

  /// The value of a key, where it is there and not null.
  func present(_ key: String) -> JSONValue? {
    guard let value = values[key], value != .null else { return nil }
    return value
  }
}

extension JSONValue: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    var object = JSONObject()
    for (key, value) in elements { object[key] = value }
    self = .object(object)
  }
}
