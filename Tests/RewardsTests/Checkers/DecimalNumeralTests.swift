import Testing

@testable import Rewards

@Suite struct DecimalNumeralTests {
  @Test(arguments: [
    ("0.1", 0.1), ("1e23", 1e23), ("9007199254740993", 9007199254740992),
    ("9007199254740993.0000000001", 9007199254740994),
    ("123456789012345678901234567890", 1.2345678901234568e29), ("4.9e-324", 5e-324), ("2e-324", 0), ("3e-324", 5e-324),
    ("1.7976931348623157e308", Double.greatestFiniteMagnitude), ("1.8e308", Double.infinity),
    ("-1e400", -Double.infinity),
    ("1e-99999999999999999999", 0), ("1e99999999999999999999", Double.infinity), ("0e99999999999999999999", 0),
    ("00000.0001e4", 1), ("2.2250738585072011e-308", 2.2250738585072011e-308),
  ])
  func doubles(text: String, value: Double) {
    let bytes = Array(text.utf8)
    #expect(DecimalNumeral(bytes, bytes.indices)?.doubleValue == value)
  }

  /// A digit behind more than any double needs decides between two neighbours, and counts however far away it stands.
  @Test func farDigitsCount() {
    let half = "9007199254740993." + String(repeating: "0", count: 5000)
    for (text, value) in [(half, 9007199254740992.0), (half + "1", 9007199254740994.0)] {
      let bytes = Array(text.utf8)
      #expect(DecimalNumeral(bytes, bytes.indices)?.doubleValue == value)
    }
  }

  @Test func randomDoublesComeBack() {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<20_000 {
      let value = Double(bitPattern: generator.next())
      guard value.isFinite else { continue }
      let bytes = Array(PythonFloat.repr(value).utf8)
      #expect(DecimalNumeral(bytes, bytes.indices)?.doubleValue == value)
    }
  }

  @Test(arguments: [
    "", ".", "+", "-", "e1", "1e", "1e+", "1.2.3", "1 ", " 1", "1e1.5", "inf", "0x1", "١", "1_0", "--1",
  ])
  func notNumerals(text: String) {
    let bytes = Array(text.utf8)
    #expect(DecimalNumeral(bytes, bytes.indices) == nil)
  }
}
