import Rewards
import Text

extension AuditOutcome {
  /// What was found, for a person.
  public func text(dropsWritten: Bool, elapsedSeconds: Double) -> String {
    let dropped = rows - kept
    var lines = [
      "\(NumberText.counted(rows, "row", "rows")) in \(NumberText.seconds(elapsedSeconds)): "
        + "\(NumberText.count(kept)) kept, \(NumberText.count(dropped)) \(dropsWritten ? "dropped" : "to drop")"
    ]
    if counts.isEmpty {
      lines.append("No check found anything.")
    } else {
      lines.append(Self.line("check", "errors", "warnings", "infos", "dropped"))
      for count in counts {
        lines.append(
          Self.line(
            count.id, NumberText.count(count.errors), NumberText.count(count.warnings), NumberText.count(count.infos),
            NumberText.count(count.dropped)))
      }
    }
    for note in notes.prefix(20) { lines.append("note: " + PrintableText.make(note)) }
    if notes.count > 20 { lines.append("note: and \(notes.count - 20) more") }
    if faults > 0 {
      lines.append(
        "\(NumberText.counted(faults, "row", "rows")) could not be judged for a fault of the judge; --resume asks again"
      )
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The same for a program, on one line.
  public func json(elapsedSeconds: Double) -> String {
    var row = JSONObjectText()
    row.add("rows", rows)
    row.add("kept", kept)
    row.add("unreadable", unreadable)
    row.add("faults", faults)
    row.add("seconds", elapsedSeconds)
    let checks = counts.map { count -> String in
      var row = JSONObjectText()
      row.add("check", count.id)
      row.add("errors", count.errors)
      row.add("warnings", count.warnings)
      row.add("infos", count.infos)
      row.add("dropped", count.dropped)
      return row.line
    }
    row.add("checks", raw: "[" + checks.joined(separator: ",") + "]")
    row.add("notes", notes)
    return row.line
  }

  private static func line(_ name: String, _ numbers: String...) -> String {
    name + String(repeating: " ", count: max(1, 22 - name.count))
      + numbers.map { String(repeating: " ", count: max(1, 10 - $0.count)) + $0 }.joined()
  }
}
