/// What problem.yaml and DOMjudge's files beside it say.
struct PackageMetadata {
  var version = "legacy"
  var name: String?
  var source: String?
  var license: String?
  var isInteractive = false
  var isMultiPass = false
  var isScoring = false
  /// The validator gives each test a score of its own.
  var scoresByValidator = false
  /// `nil`: a custom validator is used if there is one.
  var usesCustomValidator: Bool?
  var validatorFlags: [String] = []
  var memoryBytes = 2_048 << 20
  var outputBytes: Int?
  var validationTimeSeconds = 60.0
  var validationMemoryBytes = 2_048 << 20
  var validationPasses = 2
  var timeLimit: PackageTimeLimit
  var constants = PackageConstants()

  var isLegacy: Bool { version == "legacy" }

  private static let knownVersions = [
    "legacy", "legacy-icpc", "2023-07-draft", "2023-07", "2025-09-draft", "2025-09", "draft",
  ]

  /// - Throws: ``DatasetError``: neither problem.yaml nor domjudge-problem.ini is there, or one does not parse.
  init(_ folder: PackageFolder) throws {
    let yaml = try PackageYAML(folder, "problem.yaml")
    let properties = try PackageMetadata.properties(folder)
    guard folder.entry("problem.yaml") != nil || !properties.isEmpty else {
      throw folder.invalid("", "has no problem.yaml: a problem package begins with one")
    }
    if let named = try yaml["problem_format_version"].text() {
      guard PackageMetadata.knownVersions.contains(named) else {
        throw yaml["problem_format_version"].error(
          yaml.node, "unknown version \"\(named)\": read are \(PackageMetadata.knownVersions.joined(separator: ", "))")
      }
      version = named.hasPrefix("legacy") ? "legacy" : named
    }
    name = try yaml["name"].localizedName() ?? properties["name"]
    source = try PackageMetadata.sourceName(yaml["source"])
    license = try yaml["license"].text()
    timeLimit = try PackageMetadata.timeLimit(folder, yaml["limits"], properties, isLegacy: version == "legacy")
    try readKind(yaml, folder)
    try readLimits(yaml["limits"])
    constants = try PackageConstants(yaml["constants"])
  }

  private mutating func readKind(_ yaml: PackageYAML, _ folder: PackageFolder) throws {
    let types = try yaml["type"].words()
    isInteractive = types.contains("interactive")
    isMultiPass = types.contains("multi-pass")
    isScoring = types.contains("scoring")
    if types.contains("submit-answer") {
      throw folder.unsupported("problem.yaml", field: "type", "submit-answer problems have no program to judge")
    }
    let validation = try yaml["validation"].words()
    if let first = validation.first {
      guard first == "default" || first == "custom" else {
        throw yaml["validation"].error(yaml["validation"].node, "expected default or custom, got \"\(first)\"")
      }
      usesCustomValidator = first == "custom"
      isInteractive = isInteractive || validation.contains("interactive")
      isMultiPass = isMultiPass || validation.contains("multi-pass") || validation.contains("multipass")
      scoresByValidator = validation.contains("score")
    } else if isLegacy {
      // DOMjudge keeps its own comparators in its database; packages made for it may have them here as well.
      usesCustomValidator = isInteractive || isMultiPass ? true : yaml.isPresent ? false : nil
    }
    validatorFlags = try yaml["validator_flags"].words()
  }

  private mutating func readLimits(_ limits: PackageYAML) throws {
    let mebibytes = 1.0...1_048_576.0
    func bytes(_ key: String) throws -> Int? { try limits[key].number(in: mebibytes).map { Int($0 * 1_048_576) } }
    memoryBytes = try bytes("memory") ?? memoryBytes
    outputBytes = try bytes("output")
    validationMemoryBytes = try bytes("validation_memory") ?? validationMemoryBytes
    validationTimeSeconds = try limits["validation_time"].number(in: RowLimits.seconds) ?? validationTimeSeconds
    if let passes = try limits["validation_passes"].number(in: 1...10_000) { validationPasses = Int(passes) }
  }

  private static func timeLimit(
    _ folder: PackageFolder, _ limits: PackageYAML, _ properties: [String: String], isLegacy: Bool
  ) throws -> PackageTimeLimit {
    if let seconds = try limits["time_limit"].number(in: RowLimits.seconds) { return .explicit(seconds: seconds) }
    if let text = properties["timelimit"] {
      return .explicit(seconds: try seconds(text, folder, "domjudge-problem.ini"))
    }
    if folder.entry(".timelimit") != nil {
      let text = String(decoding: try folder.contents(".timelimit", limit: 1 << 16), as: UTF8.self)
      return .explicit(seconds: try seconds(text, folder, ".timelimit"))
    }
    let factors = 1.0...1_000.0
    let named = limits["time_multipliers"]
    let old = (try limits["time_multiplier"].number(in: factors), try limits["time_safety_margin"].number(in: factors))
    return .inferred(
      TimeLimitInference(
        acceptedToLimit: try named["ac_to_time_limit"].number(in: factors) ?? old.0 ?? (isLegacy ? 5 : 2),
        limitToExceeded: try named["time_limit_to_tle"].number(in: factors) ?? old.1 ?? (isLegacy ? 2 : 1.5),
        resolutionSeconds: try limits["time_resolution"].number(in: RowLimits.seconds) ?? 1))
  }

  private static func seconds(_ text: String, _ folder: PackageFolder, _ file: String) throws -> Double {
    let trimmed = text.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
    guard let value = Double(trimmed), RowLimits.seconds.contains(value) else {
      throw folder.invalid(file, field: "timelimit", "\"\(trimmed)\" is not a number of seconds")
    }
    return value
  }

  /// `key = 'value'` lines of domjudge-problem.ini; `;` and `#` begin comments.
  private static func properties(_ folder: PackageFolder) throws -> [String: String] {
    guard folder.entry("domjudge-problem.ini") != nil else { return [:] }
    let text = String(decoding: try folder.contents("domjudge-problem.ini", limit: 1 << 16), as: UTF8.self)
    var properties: [String: String] = [:]
    for line in text.split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: "=", maxSplits: 1).map { $0.trimmed() }
      guard parts.count == 2, !parts[0].hasPrefix(";"), !parts[0].hasPrefix("#") else { continue }
      let value = parts[1]
      let quoted = value.count >= 2 && (value.first == "'" || value.first == "\"") && value.first == value.last
      properties[String(parts[0])] = String(quoted ? value.dropFirst().dropLast() : value)
    }
    return properties
  }

  private static func sourceName(_ field: PackageYAML) throws -> String? {
    if field.isMapping { return try field["name"].text() }
    return try field.isList ? nil : field.text()
  }
}

extension Substring {
  /// Without white space at both ends.
  func trimmed() -> Substring {
    guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return self[first...last]
  }
}
