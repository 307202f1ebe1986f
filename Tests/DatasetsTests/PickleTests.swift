import Testing

@testable import Datasets

@Suite struct PickleTests {
  private func read(_ bytes: [UInt8]) -> String? {
    (try? Pickle.string(bytes)).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func strings() {
    #expect(read(Array("Va\\u00e5b\np0\n.".utf8)) == "aåb")
    #expect(read([0x80, 2, 0x58, 2, 0, 0, 0, 0x68, 0x69, 0x71, 0, 0x2E]) == "hi")
    #expect(read([0x80, 4, 0x95, 6, 0, 0, 0, 0, 0, 0, 0, 0x8C, 2, 0x68, 0x69, 0x94, 0x2E]) == "hi")
  }

  @Test(
    arguments: [
      // os.system("true"), as protocol 0 writes it.
      Array("cos\nsystem\n(S'true'\ntR.".utf8),
      // STACK_GLOBAL and REDUCE.
      [0x80, 4, 0x8C, 2, 0x6F, 0x73, 0x8C, 6, 0x73, 0x79, 0x73, 0x74, 0x65, 0x6D, 0x93, 0x2E],
      [], [0x80], [0x2E], [0x58, 0xFF, 0xFF, 0xFF, 0xFF, 0x61, 0x2E],
      [0x8D, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x2E],
      [0x8C, 1, 0x61, 0x2E, 0x2E], [0x56, 0x61], [0x8C, 1, 0x61, 0x8C, 1, 0x61, 0x2E], Array("V\\u12\n.".utf8),
      Array("V\\ud800\n.".utf8),
    ] as [[UInt8]])
  func everythingElseIsRefused(bytes: [UInt8]) { #expect(read(bytes) == nil) }

  @Test func anyBytesAreAnErrorNeverACrash() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<5_000 {
      let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in UInt8.random(in: 0...255) }
      // What is read has come to its STOP and is a part of the bytes.
      guard let text = try? Pickle.string([0x80, 4] + bytes) else { continue }
      #expect(bytes.last == 0x2E && text.count < bytes.count, "\(bytes)")
    }
  }
}
