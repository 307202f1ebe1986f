import Foundation
import Testing

@testable import Sandbox

@Suite struct SealedBytesTests {
  @Test func neitherWrittenNorCutNorGrown() throws {
    let bytes = try SealedBytes("sealed")
    let own = bytes.descriptor.number
    #expect(pwrite(own, "x", 1, 0) == -1)
    #expect(ftruncate(own, 0) == -1)
    #expect(ftruncate(own, 100) == -1)
    #expect(fcntl(own, 1033 /* F_ADD_SEALS */, 0) == -1)
    #expect(mmap(nil, 6, PROT_READ | PROT_WRITE, MAP_SHARED, own, 0) == MAP_FAILED)
    let reader = try bytes.reopened()
    #expect(write(reader.number, "x", 1) == -1)
    #expect(fcntl(reader.number, F_GETFL) & O_ACCMODE == O_RDONLY)
    #expect(text(of: reader) == "sealed")
  }

  @Test func eachReaderHasAPositionOfItsOwn() throws {
    let bytes = try SealedBytes("sealed")
    let first = try bytes.reopened()
    #expect(text(of: first) == "sealed")
    #expect(text(of: first) == "")
    #expect(text(of: try bytes.reopened()) == "sealed")
  }

  @Test func copyingStopsAtItsLimit() throws {
    let scratch = try Scratch()
    let file = try Descriptor.open(scratch.write("file", "0123456789"), flags: O_RDONLY)
    #expect(text(of: try SealedBytes(copying: file, limit: 10).reopened()) == "0123456789")
    #expect(throws: SandboxFault.self) { try SealedBytes(copying: file, limit: 9) }
  }

  private func text(of descriptor: Descriptor) -> String {
    withUnsafeTemporaryAllocation(byteCount: 100, alignment: 1) { buffer in
      let count = descriptor.read(into: buffer) ?? 0
      return String(decoding: buffer.prefix(count), as: UTF8.self)
    }
  }
}
