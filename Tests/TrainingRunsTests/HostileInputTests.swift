import Testing

@testable import TrainingRuns

/// Whatever the bytes are: a value or a typed error, never a crash, and in bounded time.
@Suite struct HostileInputTests {
  /// Changes some bytes of a text: replaced, removed, doubled, or the rest cut off.
  private func mutated(_ bytes: [UInt8], _ random: inout CounterRandom) -> [UInt8] {
    var bytes = bytes
    for _ in 0...random.below(4) where !bytes.isEmpty {
      let place = Int(random.below(UInt64(bytes.count)))
      switch random.below(4) {
      case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(bytes[Int(random.below(UInt64(bytes.count)))], at: place)
      default: if random.below(8) == 0 { bytes.removeSubrange(place...) }
      }
    }
    return bytes
  }

  private func repeatedly(_ count: Int, _ seedText: String, _ body: ([UInt8]) throws -> Void) {
    var random = CounterRandom(seed: 2_026)
    for _ in 0..<count {
      let bytes = mutated(Array(seedText.utf8), &random)
      do {
        try body(bytes)
      } catch is RunFileError {
      } catch is ConfigurationError {
      } catch {
        Issue.record("\(error) of \(String(decoding: bytes, as: UTF8.self))")
      }
    }
  }

  @Test func rows() {
    repeatedly(
      3_000, #"{"messages":[{"role":"user","content":"h\u00e9\n"},{"role":"assistant","content":"ü"}],"a":[1.5e3]}"#
    ) {
      _ = try ChatRowDecoder(file: "rows.jsonl", line: 1).decode($0)
    }
  }

  @Test func metrics() {
    repeatedly(2_000, MetricsTests.full) { _ = try StepMetrics(json: $0, file: "metrics.jsonl", line: 1) }
  }

  @Test func configurations() {
    repeatedly(500, ConfigurationTests.full) {
      guard let text = String(validating: $0, as: UTF8.self) else { return }
      let run = try RunConfiguration.parse(text, name: "run.yaml")
      #expect(try RunConfiguration.parse(run.yaml, name: "config.yaml") == run)
    }
  }

  @Test func overrides() {
    repeatedly(500, "optimizer.betas=[0.9, 0.95]") {
      _ = try RunConfiguration.parse(
        ConfigurationTests.small, name: "run.yaml", overrides: [String(decoding: $0, as: UTF8.self)])
    }
  }

  @Test func eventFiles() throws {
    let folder = try TemporaryFolder()
    let writer = try TensorBoardWriter(folder: folder.path, resumingAt: nil, wallTime: 1, host: "h", processID: 1)
    for step in 1...3 { try writer.append(MetricsTests.row(step), wallTime: 1) }
    let name = "events.out.tfevents.0000000001.h.1.0"
    let whole = try folder.read(name)
    var random = CounterRandom(seed: 7)
    for _ in 0..<200 {
      try folder.write(name, mutated(whole, &random))
      do throws(RunFileError) {
        try EventFiles.cut(folder.path, after: 2)
      } catch {
        #expect(error.code == .damaged)
      }
    }
    #expect(folder.names == [name])
  }

  @Test(arguments: [
    String(repeating: "[", count: 500_000), String(repeating: "a: [", count: 5_000),
    String(repeating: "? ", count: 100_000), String(repeating: "- ", count: 100_000),
    "a: &a [x, x, x, x, x, x, x, x, x]\n"
      + "bcdefghij".map {
        "\($0): &\($0) [" + [String](repeating: "*\(prior($0))", count: 9).joined(separator: ", ") + "]\n"
      }
      .joined(),
    "a: *a", "&a a: *a", "<<: {a: 1}", "!!binary x", "--- a\n--- b", "%YAML 9.9\n---\n", "\u{FEFF}", "a: !!python/x y",
  ])
  func deepAndWideYAML(_ text: String) {
    #expect(throws: ConfigurationError.self) { try RunConfiguration.parse(text, name: "run.yaml") }
  }

  private static func prior(_ letter: Character) -> Character {
    Character(Unicode.Scalar((letter.asciiValue ?? 98) - 1))
  }
}
