public import Rewards

/// Reads one row of math pairs:
/// `{"id","gold","prediction","kind":"answer"|"extraction","expected"?,"settings"?}`.
///
/// Unknown keys of the row are ignored; those of its settings are errors, since a setting that is misspelt would change
/// answers unseen.
public struct MathPairDecoder: Sendable {
  /// What rows without a kind, or without some setting, are judged by.
  public var kind: AnswerKind
  public var settings: MathSettings

  public init(kind: AnswerKind = .answer, settings: MathSettings = MathSettings()) {
    self.kind = kind
    self.settings = settings
  }

  /// - Throws: ``DatasetError``.
  public func decode(_ row: [UInt8], file: String, line: Int?) throws -> MathPair {
    try decode(rowDocument(row, file: file, line: line).root)
  }

  package func decode(_ row: JSONValue) throws -> MathPair {
    do {
      return MathPair(
        id: try row.required("id").identifier(), gold: GoldAnswer(try row.required("gold").string()),
        prediction: PredictedAnswer(try row.required("prediction").string()), kind: try kind(of: row),
        expected: try row.member("expected")?.bool(),
        settings: try row.member("settings").map { try mathSettings($0, defaults: settings) } ?? settings)
    } catch let error as DatasetError where error.code == .missingField {
      guard let shape = RowShape(row), shape != .mathPair else { throw error }
      throw row.error(.wrongFormat, "not a math pair: \(shape.adviceForSubmissions)")
    }
  }

  private func kind(of row: JSONValue) throws -> AnswerKind {
    guard let field = try row.member("kind") else { return kind }
    let name = try field.string()
    guard let kind = AnswerKind(rawValue: name) else {
      throw field.error(.invalidValue, "unknown kind \"\(name)\": use answer or extraction")
    }
    return kind
  }
}

/// The `settings` of a row; what they do not name is as in `defaults`.
package func mathSettings(_ field: JSONValue, defaults: MathSettings = MathSettings()) throws -> MathSettings {
  let known = ["strict", "decimal_places", "set_relations", "language", "targets"]
  for (key, value) in try field.members() where !known.contains(key) {
    let near = NearestWord.to(key, in: known)
    let advice = near.map { "did you mean \"\($0)\"?" } ?? "known are \(known.joined(separator: ", "))"
    throw value.error(.invalidValue, "unknown setting \"\(key)\"; \(advice)")
  }
  var settings = defaults
  if let strict = try field.member("strict") { settings.strict = try strict.bool() }
  if let places = try field.member("decimal_places") {
    settings.decimalPlaces = try places.integer(in: MathSettings.decimalPlacesRange)
  }
  if let relations = try field.member("set_relations") { settings.setRelations = try relations.bool() }
  if let language = try field.member("language") { settings.language = try language.identifier() }
  if let targets = try field.member("targets") { settings.targets = try mathTargets(targets) }
  return settings
}

private func mathTargets(_ field: JSONValue) throws -> Set<MathSettings.Target> {
  let names = MathSettings.Target.allCases.map(\.rawValue).joined(separator: ", ")
  let targets = try field.elements().map { element in
    let name = try element.string()
    guard let target = MathSettings.Target(rawValue: name) else {
      throw element.error(.invalidValue, "unknown target \"\(name)\": use \(names)")
    }
    return target
  }
  guard !targets.isEmpty else { throw field.error(.invalidValue, "is empty: leave it out, or name some of \(names)") }
  return Set(targets)
}

extension MathSettings {
  /// Places that a row or a command may ask for.
  public static let decimalPlacesRange = 0...1_000
}

/// The pairs of a file, one at a time. Kept in memory are their ids.
///
/// ```swift
/// let reader = try MathPairReader(path: "pairs.jsonl.gz")
/// while let row = try reader.next() { print(row.line, row.value.judgement().reason) }
/// ```
public final class MathPairReader {
  public let decoder: MathPairDecoder
  private let lines: LineReader
  private var seen: [String: Int] = [:]

  /// - Parameter path: a file, packed or not; `-` is standard input.
  /// - Throws: ``DatasetError`` where the file cannot be opened.
  public init(path: String, decoder: MathPairDecoder = MathPairDecoder()) throws {
    self.decoder = decoder
    lines = try LineReader(path: path)
  }

  /// Whether the next row is here already, so that ``next()`` does not wait for whoever writes a pipe.
  public var isNextAtHand: Bool { lines.isNextAtHand }

  /// The next pair; `nil` at the end.
  /// - Throws: ``DatasetError`` about one row, after which the next can be asked for (`.duplicateID` too), or about the
  ///   file (``DatasetError/endsInput``).
  public func next() throws -> Row<MathPair>? {
    guard let line = try lines.next() else { return nil }
    let pair = try decoder.decode(line.bytes, file: lines.file, line: line.number)
    if let first = seen[pair.id] {
      throw DatasetError(
        .duplicateID, file: lines.file, line: line.number, field: "id",
        message: "\"\(pair.id)\" stands in line \(first) already: give each pair its own id")
    }
    seen[pair.id] = line.number
    return Row(value: pair, line: line.number, offset: line.offset, byteCount: line.bytes.count)
  }
}
