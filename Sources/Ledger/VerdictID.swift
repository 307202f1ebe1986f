/// The name of a verdict: 32 hexadecimal digits, of which the first twelve are its time, so that names sort by age.
public struct VerdictID: Sendable, Hashable, CustomStringConvertible {
  public let text: String

  /// A new one.
  public init(milliseconds: Int64 = LedgerClock.milliseconds()) {
    var generator = SystemRandomNumberGenerator()
    let time = VerdictID.digits(UInt64(max(0, milliseconds)), count: 12)
    text = time + VerdictID.digits(generator.next(), count: 16) + VerdictID.digits(generator.next(), count: 4)
  }

  /// `nil` for a text that cannot be one.
  public init?(_ text: String) {
    guard text.utf8.count == 32,
      text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
    else { return nil }
    self.text = text
  }

  public var description: String { text }

  /// The last `count` digits.
  private static func digits(_ value: UInt64, count: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, count - text.count)) + text.suffix(count)
  }
}
