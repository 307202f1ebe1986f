import Crypto
import Glibc
import Reports
import Rewards

/// Writes an audit's files: each appears under its name when it is whole.
final class AuditWriter {
  private let folder: AuditFolder
  private let request: AuditRequest
  private let findings: ReportFile
  private let manifest: ReportFile
  private var cleans: [CleanFile] = []
  private var report: ReportData
  private let names: [String]

  private final class CleanFile {
    let input: String
    let name: String
    let file: ReportFile
    var hash = SHA256()
    var rows = 0
    var kept = 0

    init(input: String, name: String, folder: AuditFolder) throws {
      self.input = input
      self.name = name
      file = try ReportFile(path: folder.file(name))
    }
  }

  init(folder: AuditFolder, request: AuditRequest, table: RowTable) throws {
    self.folder = folder
    self.request = request
    findings = try ReportFile(path: folder.file("findings.jsonl"))
    manifest = try ReportFile(path: folder.file("manifest.json"))
    names = AuditFolder.cleanNames(request.data)
    report = ReportData()
    try manifest.append("{\"dropped\":[")
  }

  private var droppedRows = 0
  private var position = -1

  func write(_ found: [Finding], of line: RawLine, isKept: Bool) throws {
    let clean = try cleanFile(of: line.file)
    clean.rows += 1
    for finding in found { try findings.append(finding.rowText + "\n") }
    report.add(found, isKept: isKept, line: line)
    if isKept {
      clean.kept += 1
      let bytes = line.bytes + [0x0A]
      clean.hash.update(data: bytes)
      try clean.file.append(bytes)
    } else {
      var row = JSONObjectText()
      row.add("file", line.file)
      row.add("line", line.number)
      row.add("row_id", found.first?.rowID)
      row.add("checks", found.filter { request.settings.drops($0) }.map(\.check))
      try manifest.append((droppedRows == 0 ? "\n" : ",\n") + row.line)
      droppedRows += 1
    }
  }

  /// Lines come file by file.
  private func cleanFile(of input: String) throws -> CleanFile {
    if let last = cleans.last, last.input == input, position < request.data.count { return last }
    position += 1
    while position < request.data.count, request.data[position] != input { position += 1 }
    let name = names.indices.contains(position) ? names[position] : "clean.jsonl"
    let file = try CleanFile(input: input, name: name, folder: folder)
    cleans.append(file)
    return file
  }

  func finish(_ outcome: AuditOutcome, lengths: [UInt32]) throws {
    try findings.finish()
    for clean in cleans { try clean.file.finish() }
    try manifest.append("],\n\"inputs\":[" + (try cleans.map(inputText).joined(separator: ",")) + "],\n")
    try manifest.append("\"checks\":[" + outcome.counts.map(checkText).joined(separator: ",") + "],\n")
    var rest = JSONObjectText()
    rest.add("rows", outcome.rows)
    rest.add("kept", outcome.kept)
    rest.add("version", JudgeVersion.current)
    rest.add("settings", request.settings.text)
    rest.add("against", request.against)
    rest.add("references", request.references)
    rest.add("rollouts", request.rollouts)
    rest.add("notes", outcome.notes)
    try manifest.append(String(rest.line.dropFirst()) + "\n")
    try AuditReport(request: request, outcome: outcome, data: report, lengths: lengths)
      .write(to: folder.file("report.html"))
    // Last: a folder with a manifest is a finished audit.
    try manifest.finish()
  }

  private func inputText(_ clean: CleanFile) throws -> String {
    var row = JSONObjectText()
    row.add("file", clean.input)
    row.add("sha256", try FileHash.text(of: clean.input))
    row.add("rows", clean.rows)
    row.add("kept", clean.kept)
    row.add("clean", clean.name)
    row.add("clean_sha256", FileHash.text(clean.hash.finalize()))
    return row.line
  }

  private func checkText(_ counts: CheckCounts) -> String {
    var row = JSONObjectText()
    row.add("check", counts.id)
    row.add("errors", counts.errors)
    row.add("warnings", counts.warnings)
    row.add("infos", counts.infos)
    row.add("dropped", counts.dropped)
    return row.line
  }
}

/// SHA-256 of files, in blocks.
enum FileHash {
  static func text(of path: String) throws(AuditError) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw AuditError(.inputChanged, "\(path): \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    var hash = SHA256()
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      hash.update(data: buffer[..<count])
    }
    return text(hash.finalize())
  }

  static func text(_ digest: SHA256.Digest) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
