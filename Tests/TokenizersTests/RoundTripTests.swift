import Testing

@testable import Tokenizers

/// Properties that hold for every text.
@Suite struct RoundTripTests {
  @Test(arguments: GoldenTests.names) func decodingGivesTheTextBack(_ name: String) throws {
    let tokenizer = try Fixtures.tokenizer(name)
    var generator = SeededGenerator(state: 42)
    for _ in 0..<400 {
      let text = RandomText.make(&generator)
      var expected = Array(text.utf8)
      if tokenizer.normalizesToNFC { expected = composedOutsideTokens(text, tokenizer) }
      #expect(
        bytes(tokenizer.decode(tokenizer.encode(text, addSpecial: false))) == expected, "\(text.debugDescription)")
    }
  }

  /// Normalisation does not reach across an added token.
  private func composedOutsideTokens(_ text: String, _ tokenizer: Tokenizer) -> [UInt8] {
    var text = text
    return text.withUTF8 { bytes in
      tokenizer.encoder.added.split(bytes, stage: .beforeNormalization, parseSpecial: true).flatMap { stretch in
        stretch.token == nil ? Normalization.composed(Array(bytes[stretch.range])) : Array(bytes[stretch.range])
      }
    }
  }

  /// Ranges follow each other from the begin to the end; without normalisation each is the token's own bytes.
  @Test(arguments: GoldenTests.names) func rangesCoverTheText(_ name: String) throws {
    let tokenizer = try Fixtures.tokenizer(name)
    var generator = SeededGenerator(state: 7)
    for _ in 0..<300 {
      let text = RandomText.make(&generator)
      let spans = tokenizer.encodeWithRanges(text)
      #expect(spans.map(\.id) == tokenizer.encode(text, addSpecial: false))
      var end = 0
      for span in spans {
        #expect(span.range.lowerBound <= end && span.range.upperBound >= end, "\(text.debugDescription)")
        end = max(end, span.range.upperBound)
        if !tokenizer.normalizesToNFC {
          #expect(Array(text.utf8)[span.range] == tokenizer.bytes(of: [span.id])[...])
        }
      }
      #expect(end == text.utf8.count)
    }
  }

  @Test(arguments: GoldenTests.names) func streamingGivesTheSameText(_ name: String) throws {
    let tokenizer = try Fixtures.tokenizer(name)
    var generator = SeededGenerator(state: 3)
    for skipSpecial in [false, true] {
      for _ in 0..<300 {
        // Single bytes come often: they make broken characters of every kind.
        let ids = (0..<12).map { _ in
          Int32.random(in: 0..<(Bool.random(using: &generator) ? 256 : Int32(tokenizer.count)), using: &generator)
        }
        var decoder = tokenizer.streamingDecoder(skipSpecial: skipSpecial)
        let parts = ids.map { decoder.append($0) } + [decoder.finish()]
        #expect(bytes(parts.joined()) == bytes(tokenizer.decode(ids, skipSpecial: skipSpecial)), "\(ids)")
      }
    }
  }

  @Test func streamingHoldsBackOnlyWhatMayGoOn() {
    let table: [([UInt8], Int)] = [
      ([], 0), ([0x61], 0), ([0xF0], 1), ([0xF0, 0x9F], 2), ([0xF0, 0x9F, 0x98], 3), ([0xF0, 0x9F, 0x98, 0x80], 0),
      ([0xE4, 0xBB], 2), ([0xC3], 1), ([0xC0], 0), ([0xFF], 0), ([0xE0, 0x80], 0), ([0xED, 0xA0], 0),
      ([0xF4, 0x90], 0),
      ([0x80], 0), ([0x80, 0x80, 0x80, 0x80], 0), ([0x61, 0xE4], 1),
    ]
    for (bytes, held) in table { #expect(StreamingDecoder.openEnd(of: bytes) == held, "\(bytes)") }
  }

  @Test func unknownIdsAreLeftOut() throws {
    let tokenizer = try Fixtures.tokenizer("gpt2")
    #expect(tokenizer.decode([-1, 64, 5000, .max]) == "a")
    #expect(tokenizer.token(-1) == nil)
    #expect(tokenizer.token(64) == "a")
    #expect(tokenizer.id(of: "Ġ") == 220)
    #expect(tokenizer.id(of: "nothing of the kind") == nil)
  }

  /// Many threads at once get what one gets.
  @Test func encodesFromManyThreads() async throws {
    let tokenizer = try Fixtures.tokenizer("qwen2")
    var generator = SeededGenerator(state: 9)
    let texts = (0..<200).map { _ in RandomText.make(&generator) }
    let expected = texts.map { tokenizer.encode($0) }
    await withTaskGroup(of: [[Int32]].self) { group in
      for _ in 0..<4 { group.addTask { texts.map { tokenizer.encode($0) } } }
      for await found in group { #expect(found == expected) }
    }
  }
}
