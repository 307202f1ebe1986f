/// Typed access to the keys of a `config.json`: absent and null are one, a wrong type is an error with key and value.
struct ConfigurationJSON {
  let object: JSONObject
  let path: String
  /// Before the keys in errors, such as `rope_scaling.`.
  var prefix = ""

  func wrong(_ key: String, _ wanted: String, code: ModelFileError.Code = .malformed) -> ModelFileError {
    let value = object[key]?.text().shownInErrors ?? "absent"
    return ModelFileError(code, path: path, at: .key(prefix + key), "is \(value)", advice: wanted)
  }

  func integer(_ key: String) throws(ModelFileError) -> Int? {
    guard let value = object.present(key) else { return nil }
    guard let integer = value.integer else { throw wrong(key, "it should be an integer") }
    return integer
  }

  func requiredInteger(_ key: String) throws(ModelFileError) -> Int {
    guard let integer = try integer(key) else {
      throw ModelFileError(
        .missing, path: path, at: .key(prefix + key), "is not there", advice: "is it the configuration of a model?")
    }
    return integer
  }

  func double(_ key: String) throws(ModelFileError) -> Double? {
    guard let value = object.present(key) else { return nil }
    guard let double = value.double else { throw wrong(key, "it should be a number") }
    return double
  }

  func requiredDouble(_ key: String) throws(ModelFileError) -> Double {
    guard let double = try double(key) else {
      throw ModelFileError(.missing, path: path, at: .key(prefix + key), "is not there")
    }
    return double
  }

  func bool(_ key: String) throws(ModelFileError) -> Bool? {
    guard let value = object.present(key) else { return nil }
    guard let bool = value.bool else { throw wrong(key, "it should be true or false") }
    return bool
  }

  func string(_ key: String) throws(ModelFileError) -> String? {
    guard let value = object.present(key) else { return nil }
    guard let string = value.string else { throw wrong(key, "it should be a string") }
    return string
  }

  func nested(_ key: String) throws(ModelFileError) -> ConfigurationJSON? {
    guard let value = object.present(key) else { return nil }
    guard let nested = value.object else { throw wrong(key, "it should be an object") }
    return ConfigurationJSON(object: nested, path: path, prefix: "\(prefix)\(key).")
  }

  /// Token ids: one, several, or none. Negative ones, which some configurations use for none, are left out.
  func tokenIDs(_ key: String) throws(ModelFileError) -> [Int]? {
    guard let value = object[key] else { return nil }
    switch value {
    case .null: return []
    case .array(let values):
      var identifiers: [Int] = []
      for value in values {
        guard let identifier = value.integer else { throw wrong(key, "it should be a token id or a list of them") }
        identifiers.append(identifier)
      }
      return identifiers.filter { $0 >= 0 }
    default:
      guard let identifier = value.integer else { throw wrong(key, "it should be a token id or a list of them") }
      return identifier >= 0 ? [identifier] : []
    }
  }
}
