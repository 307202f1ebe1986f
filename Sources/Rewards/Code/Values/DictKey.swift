/// A dict's key by what Python's `==` and `hash` make of it: `1`, `1.0` and `True` are one key.
struct DictKey: Hashable {
  private indirect enum Form: Hashable {
    case none
    case integer(PlainInteger)
    case float(Double)
    case string(PlainText)
    case bytes([UInt8])
    case tuple([Form])
  }

  private let form: Form

  /// `nil` for what no other key can equal, nan, and for what cannot be a key at all, a list or a dict.
  init?(_ value: PlainValue) {
    guard let form = Self.form(value) else { return nil }
    self.form = form
  }

  /// Recursive: `PlainValue.maximumDepth` bounds it.
  private static func form(_ value: PlainValue) -> Form? {
    switch value {
    case .none: return Form.none
    case .bool(let flag): return .integer(PlainInteger(flag ? 1 : 0))
    case .int(let integer): return .integer(integer)
    case .float(let double):
      if double.isNaN { return nil }
      return PlainInteger(exactly: double).map(Form.integer) ?? .float(double)
    case .string(let text): return .string(text)
    case .bytes(let bytes): return .bytes(bytes)
    case .tuple(let items):
      var forms: [Form] = []
      for item in items {
        guard let form = form(item) else { return nil }
        forms.append(form)
      }
      return .tuple(forms)
    case .list, .dict: return nil
    }
  }
}
