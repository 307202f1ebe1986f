import Testing

@testable import Rewards

@Suite struct ResultFramesTests {
  @Test func everyKind() throws {
    let bytes =
      frame(0, "V", #"[1, "a"]"#) + frame(1, "E", #""ValueError""#, #""bad""#) + frame(2, "P", #""set""#)
      + frame(3, "M", #""no f""#) + frame(4, "L", #""ImportError""#, #""x""#) + frame(5, "C", #""line 1""#)
      + frame(6, "S", "-9") + frame(0xFFFF_FFFF, "A", #""program_raised""#, #""why""#)
    #expect(
      try ResultFrames.decode(bytes) == [
        ResultFrame(index: 0, content: .value(python(#"[1, "a"]"#))),
        ResultFrame(index: 1, content: .raised(type: "ValueError", message: "bad")),
        ResultFrame(index: 2, content: .notPlain(type: "set")),
        ResultFrame(index: 3, content: .noSuchFunction(message: "no f")),
        ResultFrame(index: 4, content: .loadFailed(type: "ImportError", message: "x")),
        ResultFrame(index: 5, content: .syntaxError(message: "line 1")),
        ResultFrame(index: 6, content: .callStatus(-9)),
        ResultFrame(index: 0xFFFF_FFFF, content: .assertOutcome(.programRaised, message: "why")),
      ])
    #expect(try ResultFrames.decode([]).isEmpty)
  }

  static let damaged: [([UInt8], Int)] = [
    (Array("KJR2".utf8) + frame(0, "V", "1").dropFirst(4), 0), (Array(frame(0, "V", "1").dropLast()), 0),
    (Array(frame(0, "V", "1").prefix(15)), 0), (frame(0, "V", "1") + [0], 20), (frame(0, "V"), 17),
    (frame(0, "V", "1", "2"), 20), (frame(0, "Z", "1"), 16), (frame(0, "E", #""only""#), 24),
    (frame(0, "E", "1", "2"), 17), (frame(0, "S", #""0""#), 17), (frame(0, "S", "9999999999999999999999"), 17),
    (frame(0, "A", #""won""#, #""""#), 17),
    (Array("KJR1".utf8) + [0, 0, 0, 0] + [UInt8](repeating: 0xFF, count: 8), 0),
    (Array("KJR1".utf8) + [UInt8](repeating: 0, count: 12), 16),
  ]

  @Test(arguments: damaged.indices)
  func malformed(index: Int) {
    let (bytes, offset) = Self.damaged[index]
    #expect { try ResultFrames.decode(bytes) } throws: { ($0 as? ResultFrameError)?.offset == offset }
  }

  /// What a program that was stopped had already said is kept, with what is wrong behind it.
  @Test func whatStandsBeforeDamage() {
    let whole = frame(0, "V", "1") + frame(1, "V", "2")
    let (frames, error) = ResultFrames.decodePrefix(whole + frame(2, "V", "3").dropLast())
    #expect(frames.map(\.index) == [0, 1])
    #expect(error == ResultFrameError(offset: whole.count, problem: "cut short"))
    #expect(ResultFrames.decodePrefix(whole).error == nil)
  }

  @Test func damageIsNeverFatal() {
    var generator = SeededGenerator(seed: 13)
    for _ in 0..<3000 {
      var bytes = frame(0, "V", [.random(depth: 2, using: &generator)]) + frame(1, "S", "0")
      bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: .min ... .max, using: &generator)
      #expect(ResultFrames.decodePrefix(bytes).frames.count <= 2)
    }
  }
}
