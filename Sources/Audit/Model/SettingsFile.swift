import Rewards
import Yams

/// Settings from YAML: which checks speak, how loudly, and the numbers that they decide by.
///
///     checks: {tests_few: info, language: off}
///     minimum_tests: 8
///     drop: [duplicate_near]
public enum SettingsFile {
  /// - Throws: ``AuditError`` that names the file, the line and the key.
  public static func read(_ yaml: String, file: String, into settings: inout AuditSettings) throws(AuditError) {
    let root: Node?
    do {
      root = try Yams.compose(yaml: yaml)
    } catch {
      throw AuditError(.configuration, "\(file): not YAML: \(error)")
    }
    guard let root else { return }
    guard case .mapping(let mapping) = root else {
      throw AuditError(.configuration, "\(file): expected settings, a line each: `minimum_tests: 8`")
    }
    for (key, value) in mapping {
      let place = "\(file):\(key.mark?.line ?? 1)"
      let name = key.string ?? ""
      switch name {
      case "checks": try readChecks(value, place, file, &settings)
      case "drop":
        guard case .sequence(let items) = value else {
          throw AuditError(.configuration, "\(place): drop: expected a list of check ids, `[duplicate_near]`")
        }
        for item in items { settings.drop.insert(try known(item.string ?? "", place: "\(place): drop")) }
      default:
        guard let number = AuditSettings.numbers.first(where: { $0.name == name }) else {
          let near = NearestWord.to(name, in: AuditSettings.numbers.map(\.name) + ["checks", "drop"])
          let advice = near.map { "did you mean \"\($0)\"?" } ?? "docs/audit.md lists them"
          throw AuditError(.configuration, "\(place): there is no setting \"\(name.prefix(60))\"; \(advice)")
        }
        guard let double = value.float ?? value.int.map(Double.init), number.range.contains(double),
          !number.isWhole || double == double.rounded()
        else {
          let bounds = "\(text(number.range.lowerBound, number)) to \(text(number.range.upperBound, number))"
          throw AuditError(
            .configuration, "\(place): \(name): expected a\(number.isWhole ? " whole" : "") number from \(bounds)")
        }
        number.write(&settings, double)
      }
    }
  }

  private static func text(_ value: Double, _ number: AuditSettings.Number) -> String {
    number.isWhole ? String(Int(value)) : "\(value)"
  }

  private static func readChecks(
    _ value: Node, _ place: String, _ file: String, _ settings: inout AuditSettings
  ) throws(AuditError) {
    guard case .mapping(let mapping) = value else {
      throw AuditError(
        .configuration, "\(place): checks: expected `ID: off`, `info`, `warning` or `error`, a line each")
    }
    for (key, choice) in mapping {
      let place = "\(file):\(key.mark?.line ?? 1)"
      let id = try known(key.string ?? "", place: "\(place): checks")
      switch choice.string ?? "" {
      case "on", "true": settings.severities[id] = nil
      case "off", "false": settings.severities[id] = .some(nil)
      case let word:
        guard let severity = Severity(rawValue: word) else {
          throw AuditError(
            .configuration,
            "\(place): checks.\(id): expected on, off, info, warning or error, got \"\(word.prefix(40))\"")
        }
        settings.severities[id] = severity
      }
    }
  }

  /// - Throws: ``AuditError`` with the id that was probably meant.
  public static func known(_ id: String, place: String) throws(AuditError) -> String {
    let all = Checks.all.map(\.id)
    if all.contains(id) { return id }
    let near = NearestWord.to(id, in: all)
    let advice = near.map { "did you mean \"\($0)\"?" } ?? "klear-judge audit --list-checks lists them"
    throw AuditError(.configuration, "\(place): there is no check \"\(id.prefix(60))\"; \(advice)")
  }
}
