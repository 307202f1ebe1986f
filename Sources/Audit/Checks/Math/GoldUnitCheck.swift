import Rewards

/// Quantities whose unit nobody says.
struct GoldUnitCheck: RowCheck {
  static let about = CheckDescription(
    id: "gold_unit_missing", severity: .info, cost: .text,
    summary: "The prompt speaks of several units of one kind and asks for none of them, and the gold is a bare number.",
    advice: "Say in the prompt which unit is wanted, or write it into the gold.")

  init(_ settings: AuditSettings) {}

  private static let kinds: [(question: [String], units: [[String]])] = [
    (
      ["how far", "how long is", "how tall", "how high", "how wide", "what is the length", "what is the distance"],
      [
        ["meters", "metres", "meter", "m"], ["kilometers", "kilometres", "km"], ["centimeters", "centimetres", "cm"],
        ["feet", "foot", "ft"], ["inches", "inch"], ["miles", "mile"], ["yards", "yard"],
      ]
    ),
    (
      ["how long", "how much time", "what time does it take"],
      [["seconds", "second"], ["minutes", "minute"], ["hours", "hour"], ["days", "day"], ["weeks", "week"]]
    ),
    (
      ["how heavy", "how much does it weigh", "what is the weight", "what is the mass"],
      [["grams", "gram", "g"], ["kilograms", "kilogram", "kg"], ["pounds", "pound", "lbs"], ["ounces", "ounce"]]
    ),
  ]

  func remarks(on row: AuditRow) -> [Remark] {
    guard let gold = row.gold, let prompt = row.prompt, row.options.isEmpty, Numbers.isPlain(gold) else { return [] }
    let lower = LowerText(prompt)
    guard lower.contains("how ") || lower.contains("what ") else { return [] }
    for kind in Self.kinds {
      guard let question = kind.question.first(where: { lower.contains($0) }), let asked = lower.first(question) else {
        continue
      }
      let rest = LowerText(String(decoding: lower.bytes[asked.lowerBound...], as: UTF8.self))
      func stands(_ unit: [String], in text: LowerText) -> Bool { unit.contains { text.containsWord($0) } }
      guard !kind.units.contains(where: { stands($0, in: rest) }) else { continue }
      let named = kind.units.filter { stands($0, in: lower) }
      guard named.count >= 2 else { continue }
      return [
        Remark(
          "asked \"\(question)\" with \(named.map { $0[0] }.joined(separator: " and ")) in the prompt; the gold is "
            + Quoted.text(gold, bytes: 40), confidence: 0.5)
      ]
    }
    return []
  }
}
