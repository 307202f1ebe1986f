import Foundation
import Reports
import Testing

@Suite struct ReportFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func writer(_ path: String) throws(ReportError) -> HTMLReportWriter {
    try HTMLReportWriter(path: path, header: SampleRun.header)
  }

  @Test func theFileAppearsWhenItIsWhole() throws {
    let path = folder.file("R.html")
    try Data("earlier".utf8).write(to: URL(fileURLWithPath: path))
    let writer = try writer(path)
    try writer.add(reportRow())
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "earlier")
    #expect(folder.names.count == 2)
    try writer.finish()
    #expect(folder.names == ["R.html"])
    #expect(try String(contentsOfFile: path, encoding: .utf8).hasSuffix("</html>\n"))
  }

  @Test func aWriterThatIsDroppedLeavesNothing() throws {
    do {
      let writer = try writer(folder.file("R.html"))
      for number in 0..<500 { try writer.add(reportRow("s\(number)", program: SampleRun.python)) }
      #expect(folder.names.count == 1)
    }
    #expect(folder.names.isEmpty)
  }

  @Test func aLinkKeepsItsTarget() throws {
    let target = folder.file("target.html"), link = folder.file("link.html")
    try Data().write(to: URL(fileURLWithPath: target))
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
    try writer(link).finish()
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == target)
    #expect(try String(contentsOfFile: target, encoding: .utf8).hasPrefix("<!DOCTYPE html>"))
  }

  @Test func aFolderOrAMissingFolderIsNamed() throws {
    for (path, cause) in [(folder.path, "Is a directory"), (folder.file("none/R.html"), "No such file or directory")] {
      let error = try #require(throws: ReportError.self) { try writer(path) }
      #expect(error.code == .cannotCreate)
      #expect(error.description.contains(path))
      #expect(error.description.contains(cause))
    }
  }

  @Test func aFullDiskIsNamedOnceAndForAll() throws {
    let writer = try writer("/dev/full")
    let error = try #require(throws: ReportError.self) {
      for number in 0..<1_000 { try writer.add(reportRow("s\(number)", program: SampleRun.python)) }
      try writer.finish()
    }
    #expect(error.code == .cannotWrite)
    #expect(error.description.hasPrefix("cannot write the report /dev/full: No space left on device"))
    #expect(throws: error) { try writer.finish() }
  }

  @Test func rowsAfterTheEndAreRefused() throws {
    let writer = try writer(folder.file("R.html"))
    try writer.finish()
    for attempt in [{ try writer.add(reportRow()) }, { try writer.finish() }] {
      let error = try #require(throws: ReportError.self, performing: attempt)
      #expect(error.code == .finished)
    }
  }
}
