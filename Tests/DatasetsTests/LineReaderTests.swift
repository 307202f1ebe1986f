import Foundation
import Testing

@testable import Datasets

@Suite struct LineReaderTests {
  private func lines(_ path: String, limit: Int = LineReader.defaultMaximumLineBytes) throws -> [String] {
    let reader = try LineReader(path: path, maximumLineBytes: limit)
    var lines: [String] = []
    while let line = try reader.next() {
      lines.append("\(line.number)@\(line.offset):\(String(decoding: line.bytes, as: UTF8.self))")
    }
    return lines
  }

  @Test(arguments: [
    ("a\nb\n", ["1@0:a", "2@2:b"]),
    ("a\nb", ["1@0:a", "2@2:b"]),
    ("a\r\nb\r\n", ["1@0:a", "2@3:b"]),
    ("\u{FEFF}a\nb", ["1@3:a", "2@5:b"]),
    ("\n\n  \na\n\t\r\n", ["4@5:a"]),
    ("å\n", ["1@0:å"]),
  ])
  func plainText(text: String, expected: [String]) throws {
    let scratch = try Scratch()
    #expect(try lines(scratch.write("f", text)) == expected)
  }

  @Test func linesLongerThanTheBuffer() throws {
    let scratch = try Scratch()
    let long = String(repeating: "x", count: 3_000_001)
    #expect(try lines(scratch.write("f", "a\n\(long)\nb\n")) == ["1@0:a", "2@2:\(long)", "3@3000004:b"])
  }

  @Test(arguments: ["native.jsonl.gz", "native.jsonl.zst"])
  func compressed(name: String) throws {
    #expect(try lines(Fixtures.path(name)) == lines(Fixtures.path("native.jsonl")))
  }

  @Test(arguments: ["native.jsonl.gz", "native.jsonl.zst"])
  func everyCutIsAnErrorNeverACrash(name: String) throws {
    let scratch = try Scratch()
    let whole = try Fixtures.bytes(name)
    let text = try lines(Fixtures.path("native.jsonl"))
    for count in stride(from: 9, to: whole.count, by: 3) {
      let path = try scratch.write("cut", Array(whole[..<count]))
      do {
        // A gzip file may end exactly between its two members.
        let read = try lines(path)
        #expect(read.count < text.count, "cut at \(count)")
      } catch let error as DatasetError {
        #expect(error.code == .truncated, "cut at \(count)")
        #expect(error.endsInput && error.line != nil)
      }
    }
  }

  @Test(arguments: ["native.jsonl.gz", "native.jsonl.zst"])
  func damageIsAnErrorNeverACrash(name: String) throws {
    let scratch = try Scratch()
    let whole = try Fixtures.bytes(name)
    let text = try lines(Fixtures.path("native.jsonl"))
    for index in 4..<whole.count {
      var bytes = whole
      bytes[index] ^= 0x41
      let path = try scratch.write("damaged", bytes)
      do {
        // Only what is no part of the text can be damaged unseen: a name or a time in the header.
        let read = try lines(path)
        #expect(read == text, "byte \(index)")
      } catch is DatasetError {}
    }
  }

  @Test func badLinesAreNamedAndTheNextOnesStillRead() throws {
    let scratch = try Scratch()
    let bytes = Array("ok\n".utf8) + [0x61, 0xFF, 0x0A] + Array("next\n".utf8) + [0xED, 0xA0, 0x80, 0x0A]
    let reader = try LineReader(path: scratch.write("f", bytes))
    #expect(try reader.next()?.number == 1)
    let bad = datasetError { _ = try reader.next() }
    #expect(bad?.code == .invalidUTF8 && bad?.line == 2 && bad?.endsInput == false)
    #expect(bad?.message.contains("byte 2") == true)
    #expect(try reader.next()?.number == 3)
    #expect(datasetError { _ = try reader.next() }?.line == 4)
    #expect(try reader.next() == nil)
  }

  @Test func tooLongLine() throws {
    let scratch = try Scratch()
    let reader = try LineReader(
      path: scratch.write("f", "short\n" + String(repeating: "x", count: 2_000_000) + "\nafter\n"),
      maximumLineBytes: 1_000)
    #expect(try reader.next()?.number == 1)
    let bad = datasetError { _ = try reader.next() }
    #expect(bad?.code == .tooLarge && bad?.line == 2)
    #expect(try reader.next().map { String(decoding: $0.bytes, as: UTF8.self) } == "after")
  }

  @Test func filesThatCannotBeRead() throws {
    let scratch = try Scratch()
    #expect(datasetError { _ = try lines(scratch.path) }?.code == .wrongFileKind)
    #expect(datasetError { _ = try lines(scratch.path + "/none") }?.code == .fileNotFound)
    #expect(datasetError { _ = try lines("a\0b") }?.code == .fileNotFound)
    #expect(datasetError { _ = try lines(scratch.write("empty", "")) }?.code == .emptyFile)
    #expect(datasetError { _ = try lines(scratch.write("blank", "\n \n")) }?.code == .emptyFile)
    let zip = datasetError { _ = try lines(scratch.write("z", "PK\u{3}\u{4}rest")) }
    #expect(zip?.code == .wrongFormat && zip?.message.contains("unzip") == true)
    let locked = try scratch.write("locked", "a\n")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: locked)
    if getuid() == 0 {
      print("SKIPPED the unreadable file: root reads everything")
    } else {
      #expect(datasetError { _ = try lines(locked) }?.code == .unreadable)
    }
  }
}
