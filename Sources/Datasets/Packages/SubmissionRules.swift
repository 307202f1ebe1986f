import Rewards

/// submissions.yaml (2023-07 and later) and DOMjudge's submissions.json, as far as they say language, main file and
/// verdicts of whole submissions.
struct SubmissionRules {
  private struct Rule {
    var glob: String
    var permitted: Set<Verdict>?
    var required: Set<Verdict>?
    var language: String?
    var entryPoint: String?
  }

  private var rules: [Rule] = []
  /// What the file asks for that is not looked at.
  private(set) var notes: [String] = []

  init(_ folder: PackageFolder) throws {
    let yaml = try PackageYAML(folder, "submissions/submissions.yaml")
    var partial: [String] = []
    for glob in yaml.keys {
      let entry = yaml[glob]
      rules.append(
        Rule(
          glob: glob, permitted: try SubmissionRules.verdicts(entry["permitted"]),
          required: try SubmissionRules.verdicts(entry["required"]), language: try entry["language"].text(),
          entryPoint: try entry["entrypoint"].text()))
      let known = ["permitted", "required", "language", "entrypoint", "authors", "model_solution"]
      partial += entry.keys.filter { !known.contains($0) }.map { "\(glob): \($0)" }
    }
    if !partial.isEmpty {
      notes.append("submissions.yaml: conditions that are not checked: \(partial.joined(separator: "; "))")
    }
    // JSON is YAML.
    let json = try PackageYAML(folder, "submissions.json")
    for path in json.keys {
      guard path.hasPrefix("submissions/"), let main = try json[path]["entry_point"].text() else { continue }
      rules.append(Rule(glob: String(path.dropFirst("submissions/".count)), entryPoint: main))
    }
  }

  /// Language and main file of a submission (`accepted/x.py`), where the rules say them.
  func program(_ path: String) -> (language: String?, entryPoint: String?) {
    let matching = rules.filter { SubmissionRules.matches($0.glob, path) }
    return (matching.lazy.compactMap(\.language).first, matching.lazy.compactMap(\.entryPoint).first)
  }

  /// The label of a submission: a rule named like its folder replaces the folder's own, all others add to it.
  func label(_ path: String, folder: String, default label: SubmissionLabel) -> SubmissionLabel {
    let matching = rules.filter {
      ($0.permitted != nil || $0.required != nil) && SubmissionRules.matches($0.glob, path)
    }
    guard !matching.isEmpty else { return label }
    let all = SubmissionLabel.failures.union([.accepted])
    let replaced = matching.contains { SubmissionRules.withoutSlash($0.glob) == folder }
    var permitted = replaced ? all : label.verdicts ?? all
    var required: [Set<Verdict>] = replaced ? [] : label.expectation.someTestHas
    for rule in matching {
      if let more = rule.permitted { permitted.formIntersection(more) }
      if let more = rule.required { required.append(more) }
    }
    // A required set without `accepted` rules out that all tests are.
    let allowed = required.allSatisfy { $0.contains(.accepted) } ? permitted : permitted.subtracting([.accepted])
    var result = SubmissionLabel("\(folder) (submissions.yaml)", allowed, someTestHas: required)
    result.expectation.notAllAccepted = !allowed.contains(.accepted)
    return result
  }

  private static func verdicts(_ field: PackageYAML) throws -> Set<Verdict>? {
    guard field.isPresent else { return nil }
    var verdicts: Set<Verdict> = []
    for word in try field.words() {
      switch word {
      case "AC": verdicts.insert(.accepted)
      case "WA": verdicts.insert(.wrongAnswer)
      case "TLE": verdicts.insert(.timeLimit)
      case "RTE": verdicts.formUnion(SubmissionLabel.crashes)
      default: throw field.error(field.node, "unknown verdict \"\(word)\": use AC, WA, TLE or RTE")
      }
    }
    return verdicts
  }

  private static func withoutSlash(_ glob: String) -> String { glob.hasSuffix("/") ? String(glob.dropLast()) : glob }

  /// A glob matches a submission or a folder above it; `*` stays within a name, `{a,b}` stands for either.
  static func matches(_ glob: String, _ path: String) -> Bool {
    let parts = path.split(separator: "/")
    return expandBraces(withoutSlash(glob)).contains { pattern in
      let patterns = pattern.split(separator: "/")
      guard patterns.count <= parts.count else { return false }
      return zip(patterns, parts).allSatisfy { matchesName(Array($0.utf8), Array($1.utf8)) }
    }
  }

  /// All ways to choose from the braces, at most 1,000: more is not a pattern that anyone wrote.
  private static func expandBraces(_ glob: String) -> [String] {
    var results = [""]
    var rest = glob[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      let before = rest[..<open]
      let choices = rest[rest.index(after: open)..<close].split(separator: ",", omittingEmptySubsequences: false)
      results = Array(
        results.lazy.flatMap { prefix in choices.map { prefix + before + $0.trimmed() } }.prefix(1_000))
      rest = rest[rest.index(after: close)...]
    }
    return results.map { $0 + rest }
  }

  /// `*` against any run of bytes; linear backtracking to the last star only.
  private static func matchesName(_ pattern: [UInt8], _ name: [UInt8]) -> Bool {
    var p = 0
    var n = 0
    var star: (pattern: Int, name: Int)?
    while n < name.count {
      if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
        star = (p, n)
        p += 1
      } else if p < pattern.count, pattern[p] == name[n] {
        p += 1
        n += 1
      } else if let last = star {
        star = (last.pattern, last.name + 1)
        p = last.pattern + 1
        n = last.name + 1
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
