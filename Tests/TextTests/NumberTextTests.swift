import Testing
import Text

@Suite struct NumberTextTests {
  @Test(arguments: [
    (0, "0"), (7, "7"), (999, "999"), (1_000, "1,000"), (20_000, "20,000"), (1_234_567, "1,234,567"),
    (-1_234, "-1,234"), (Int.max, "9,223,372,036,854,775,807"), (Int.min, "-9,223,372,036,854,775,808"),
  ])
  func counts(_ value: Int, _ text: String) { #expect(NumberText.count(value) == text) }

  @Test(
    arguments: [
      (0, "0 ms"), (-1, "0 ms"), (.nan, "0 ms"), (.infinity, "0 ms"), (0.0004, "0.4 ms"), (0.00994, "9.9 ms"),
      (0.003, "3 ms"), (0.041, "41 ms"), (0.9994, "999 ms"), (0.9996, "1.00 s"), (1.236, "1.24 s"), (9.996, "10.0 s"),
      (12.06, "12.1 s"), (59.96, "1 min 00 s"), (125, "2 min 05 s"), (3_600, "1 h 00 min"), (11_230, "3 h 07 min"),
      (3.6e6, "1,000 h 00 min"), (1e300, "277,777,777 h 46 min"),
    ] as [(Double, String)])
  func seconds(_ value: Double, _ text: String) { #expect(NumberText.seconds(value) == text) }

  @Test(arguments: [
    (-5, "0 B"), (0, "0 B"), (1_023, "1023 B"), (1_024, "1.0 KiB"), (12_595, "12.3 KiB"), (1_023_999, "1.0 MiB"),
    (256 << 20, "256.0 MiB"), (1 << 30, "1.00 GiB"), (3 << 40, "3.00 TiB"),
  ])
  func bytes(_ value: Int, _ text: String) { #expect(NumberText.bytes(value) == text) }

  @Test(arguments: [
    (0, 0, "-"), (0, 10, "0.0 %"), (10, 10, "100.0 %"), (1, 3, "33.3 %"), (1, 100_000, "<0.1 %"),
    (99_999, 100_000, ">99.9 %"),
  ])
  func percent(_ part: Int, _ whole: Int, _ text: String) { #expect(NumberText.percent(part, of: whole) == text) }

  @Test(
    arguments: [
      (1.005, 3, "1.005"), (-0.0001, 3, "0.000"), (-0.5, 1, "-0.5"), (2.5, 0, "3"), (.nan, 2, "-"), (1e18, 2, "1e+18"),
    ] as [(Double, Int, String)])
  func fixed(_ value: Double, _ digits: Int, _ text: String) { #expect(NumberText.fixed(value, digits) == text) }
}
