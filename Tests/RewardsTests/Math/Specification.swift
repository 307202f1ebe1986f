import Foundation

@testable import Rewards

/// One row of testdata/math/specification.jsonl: what the checker has to say of a pair, and why.
struct SpecificationRow: Decodable, Sendable {
  var id: String
  var section: String
  var gold: String
  var prediction: String
  var kind: String
  var expected: Bool?
  /// The code that the judgement must carry, with the name of the rule for `policy`.
  var reason: String
  /// The rule that a refused pair comes near to.
  var near: String?
  var settings: Settings?
  var why: String

  struct Settings: Decodable, Sendable {
    var strict: Bool?
    var decimalPlaces: Int?
    var setRelations: Bool?
    var language: String?
    var targets: [String]?

    enum CodingKeys: String, CodingKey, CaseIterable {
      case strict, language, targets
      case decimalPlaces = "decimal_places"
      case setRelations = "set_relations"
    }
  }

  var mathSettings: MathSettings {
    var result = MathSettings()
    if let strict = settings?.strict { result.strict = strict }
    if let places = settings?.decimalPlaces { result.decimalPlaces = places }
    if let relations = settings?.setRelations { result.setRelations = relations }
    if let language = settings?.language { result.language = language }
    if let targets = settings?.targets { result.targets = Set(targets.compactMap(MathSettings.Target.init(rawValue:))) }
    return result
  }

  func judgement() -> Judgement {
    MathChecker(settings: mathSettings).compare(
      gold: GoldAnswer(gold), prediction: PredictedAnswer(prediction), kind: AnswerKind(rawValue: kind) ?? .answer)
  }
}

extension Judgement {
  /// The reason without the words behind its colon.
  var codeText: String {
    if case .policy(let name) = code { return "policy:\(name)" }
    return String(reason.prefix { $0 != ":" })
  }
}

/// The files around the specification, found from this one.
enum Specification {
  static let root = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }

  static let rows: [SpecificationRow] = {
    let file = root.appendingPathComponent("testdata/math/specification.jsonl")
    guard let data = try? Data(contentsOf: file) else { return [] }
    // A line that cannot be read is missed by the count of lines.
    return data.split(separator: 0x0A).compactMap { try? JSONDecoder().decode(SpecificationRow.self, from: $0) }
  }()

  /// The names of the sections, in the order of the file.
  static let sections: [String] = {
    var names: [String] = []
    for row in rows where names.last != row.section { names.append(row.section) }
    return names
  }()

  static func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: root.appendingPathComponent(path)), as: UTF8.self)
  }
}
