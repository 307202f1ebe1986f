import Foundation
import Testing

@testable import TrainingRuns

@Suite struct EventFileTests {
  /// From RFC 3720, appendix B.4, and the check value of the catalogue of CRC algorithms.
  static let checksums: [([UInt8], UInt32)] = [
    ([], 0),
    (Array("123456789".utf8), 0xE306_9283),
    ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
    ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
    (Array(0..<32), 0x46DD_794E),
    (Array((0..<32).reversed()), 0x113F_DB5C),
  ]

  @Test(arguments: checksums)
  func crc32c(_ bytes: [UInt8], _ expected: UInt32) {
    #expect(CRC32C.of(bytes).value == expected)
    var parts = CRC32C()
    for byte in bytes { [byte].withUnsafeBytes { parts.update($0) } }
    #expect(parts.value == expected, "in parts")
  }

  /// Length 24 and its checksum begin every event file, whoever wrote it.
  @Test func theFirstRecordIsTheVersion() throws {
    let folder = try TemporaryFolder()
    let writer = try TensorBoardWriter(
      folder: "\(folder.path)/tb", resumingAt: nil, wallTime: 0, host: "h", processID: 7)
    let bytes = try folder.read("tb/events.out.tfevents.0000000000.h.7.0")
    #expect(writer.path.hasSuffix("tb/events.out.tfevents.0000000000.h.7.0"))
    #expect(Array(bytes[..<8]) == [24, 0, 0, 0, 0, 0, 0, 0])
    #expect(Array(bytes[8..<12]) == [0xA3, 0x7F, 0x4B, 0x22])
    #expect(Array(bytes[12..<21]) == [0x09, 0, 0, 0, 0, 0, 0, 0, 0])
    #expect(Array(bytes[21..<36]) == [0x1A, 13] + Array("brain.Event:2".utf8))
    #expect(bytes.count == 40)
  }

  @Test func aScalarIsEncodedAsTheProtocolSays() throws {
    let folder = try TemporaryFolder()
    let writer = try TensorBoardWriter(folder: folder.path, resumingAt: nil, wallTime: 1, host: "h", processID: 7)
    try writer.append([("loss", 0.5), ("bad", .nan)], step: 300, wallTime: 2)
    var reader = try RecordFile.Reader(writer.path)
    _ = try reader.next()
    #expect(
      try reader.next() == [
        0x09, 0, 0, 0, 0, 0, 0, 0, 0x40,  // wall_time = 2
        0x10, 0xAC, 0x02,  // step = 300
        0x2A, 13, 0x0A, 11, 0x0A, 4, 0x6C, 0x6F, 0x73, 0x73, 0x15, 0, 0, 0, 0x3F,  // summary { value { "loss" 0.5 } }
      ])
    #expect(try reader.next() == nil)
  }

  @Test(arguments: [
    (1_700_000_000.9, "my.host", "events.out.tfevents.1700000000.my.host.9"),
    (12, "a b/ü", "events.out.tfevents.0000000012.a_b___.9"),
    (.nan, "h", "events.out.tfevents.0000000000.h.9"),
    (-5, "h", "events.out.tfevents.0000000000.h.9"),
  ])
  func fileNames(_ time: Double, _ host: String, _ name: String) {
    #expect(TensorBoardWriter.fileName(wallTime: time, host: host, processID: 9) == name)
  }

  private func steps(_ path: String) throws -> [Int] {
    var reader = try RecordFile.Reader(path)
    var steps: [Int] = []
    while let record = try reader.next() { steps.append(try #require(ProtocolBuffer.integer(2, in: record))) }
    return steps
  }

  @Test func resumingTakesLaterStepsOut() throws {
    let folder = try TemporaryFolder()
    let first = try TensorBoardWriter(folder: folder.path, resumingAt: nil, wallTime: 1, host: "h", processID: 1)
    for step in 1...9 { try first.append(MetricsTests.row(step), wallTime: Double(step)) }
    try first.append(text: "hello", tag: "sample", step: 9, wallTime: 9)
    let torn = try OutputFile(first.path, .append)
    try torn.write(Array(RecordFile.framed([1, 2, 3]).dropLast()))
    let second = try TensorBoardWriter(folder: folder.path, resumingAt: 6, wallTime: 1, host: "h", processID: 1)
    #expect(second.path.hasSuffix(".h.1.1"), "a name of its own")
    try second.append(MetricsTests.row(7), wallTime: 20)
    #expect(try steps(first.path) == [0, 1, 2, 3, 4, 5, 6], "the version has no step")
    #expect(try steps(second.path) == [0, 7])
    #expect(folder.names.count == 2, "nothing temporary is left")
  }

  @Test func aRecordThatIsDamagedIsAnError() throws {
    let folder = try TemporaryFolder()
    let writer = try TensorBoardWriter(folder: folder.path, resumingAt: nil, wallTime: 1, host: "h", processID: 1)
    for step in 1...3 { try writer.append(MetricsTests.row(step), wallTime: 1) }
    let name = "events.out.tfevents.0000000001.h.1.0"
    let whole = try folder.read(name)
    for place in [60, 41, 50] {
      var bytes = whole
      bytes[place] ^= 1
      try folder.write(name, bytes)
      let error = failure(RunFileError.self) { try EventFiles.cut(folder.path, after: 2) }
      #expect(error?.code == .damaged)
      #expect(error?.message.hasPrefix("record 2 (byte 41): ") == true)
      #expect(try folder.read(name) == bytes, "it stays as it is")
    }
    #expect(folder.names == [name])
  }

  @Test func zerosAtTheEndAreATornEnd() throws {
    let folder = try TemporaryFolder()
    let writer = try TensorBoardWriter(folder: folder.path, resumingAt: nil, wallTime: 1, host: "h", processID: 1)
    try writer.append(MetricsTests.row(1), wallTime: 1)
    try OutputFile(writer.path, .append).write([UInt8](repeating: 0, count: 100))
    #expect(try steps(writer.path) == [0, 1])
  }

  /// A Python with tensorboard: that of `TENSORBOARD_PYTHON`, or python3.
  private static let python: String? = {
    let python = ProcessInfo.processInfo.environment["TENSORBOARD_PYTHON"] ?? "python3"
    return (try? Command.run(python, ["-c", "import tensorboard"]))?.status == 0 ? python : nil
  }()

  @Test(.enabled(if: python != nil, "no Python with tensorboard: name one in TENSORBOARD_PYTHON"))
  func tensorBoardReadsTheSameNumbers() throws {
    let python = try #require(Self.python)
    let folder = try TemporaryFolder()
    let tb = "\(folder.path)/tb"
    let log = try MetricsLog(creating: "\(folder.path)/metrics.jsonl")
    var writer = try TensorBoardWriter(folder: tb, resumingAt: nil, wallTime: 100)
    for row in RunReportTests.rl(40) { try writer.append(row, wallTime: 100 + Double(row.step)) }
    // A crash at step 40, a resumption from 30.
    writer = try TensorBoardWriter(folder: tb, resumingAt: 30, wallTime: 200)
    for row in RunReportTests.rl(50) {
      try log.append(row)
      if row.step > 30 { try writer.append(row, wallTime: 200 + Double(row.step)) }
    }
    try writer.append(text: "hällo", tag: "sample", step: 50, wallTime: 300)
    let result = try Command.run(python, [TestData.path("read_events.py"), tb, "\(folder.path)/metrics.jsonl"])
    #expect(result.status == 0, "\(result.output)")
    #expect(result.output == "36 tags, 1800 values, texts: sample 50 hällo\n")
  }
}
