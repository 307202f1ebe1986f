import Rewards

/// Writes the HTML report of a run: one file that needs nothing else, takes rows one at a time and holds no more of
/// them in memory than a chunk.
///
///     let report = try HTMLReportWriter(path: "R.html", header: header)
///     for row in rows { try report.add(row) }
///     try report.finish()
///
/// The file appears under its name at `finish()`; a writer that is dropped before leaves nothing behind.
/// Not to be used from several tasks at once.
public final class HTMLReportWriter {
  public let path: String
  /// The figures of all rows added so far.
  public private(set) var summary = RunSummary()
  /// Rows that the table holds. Further ones count in the figures only.
  public private(set) var embeddedRows = 0
  /// Embedded rows whose program, tests and messages were left out because the report was full.
  public private(set) var rowsWithoutDetails = 0

  private let header: ReportHeader
  private let limits: HTMLReportLimits
  private let file: ReportFile
  private var embedding: RowEmbedding
  private var rows = ScriptJSON()
  private var details = ScriptJSON()
  private var rowsInChunk = 0
  private var detailBytes = 0
  private var isFinished = false

  /// Creates the temporary file and writes the head of the page.
  ///
  /// - Throws: `cannotCreate` if `path` is a directory or its folder cannot be written to, `cannotWrite`.
  public init(path: String, header: ReportHeader, limits: HTMLReportLimits = HTMLReportLimits()) throws(ReportError) {
    self.path = path
    self.header = header
    self.limits = limits
    embedding = RowEmbedding(limits: limits, layers: header.layers)
    file = try ReportFile(path: path)
    try file.append(HTMLPage.head(title: header.title, nonce: nonce))
  }

  /// Only the script that carries it runs. Drawn for this file, so that no program can know it.
  private let nonce = PageFrame.nonce()

  /// Adds the next submission.
  ///
  /// - Throws: `cannotWrite`, at this call or at one of the next, since writing is buffered; `finished`.
  public func add(_ row: ReportRow) throws(ReportError) {
    guard !isFinished else { throw ReportError(code: .finished, path: path, cause: "") }
    summary.add(row)
    guard embeddedRows < limits.rows else { return }
    rows.value(embedding.row(row))
    let detail = embedding.detail(row)
    // Accepted programs are the ones least looked for; they must not crowd out the failures that come after them.
    let isPlain = row.result.verdict == .accepted && row.met != false
    if detailBytes + detail.count <= (isPlain ? limits.detailBytes / 2 : limits.detailBytes) {
      details.value(detail)
      detailBytes += detail.count
    } else {
      details.int(0)
      rowsWithoutDetails += 1
    }
    embeddedRows += 1
    rowsInChunk += 1
    if rowsInChunk == RowEmbedding.chunkSize { try writeChunk() }
  }

  /// Writes the summary, and moves the file to its name.
  ///
  /// - Throws: `cannotWrite`, `cannotRename`, `finished`.
  public func finish(_ ending: ReportEnding = ReportEnding()) throws(ReportError) {
    guard !isFinished else { throw ReportError(code: .finished, path: path, cause: "") }
    isFinished = true
    if rowsInChunk > 0 { try writeChunk() }
    try file.append(HTMLPage.dataBlock(id: "meta", json: embedding.meta(rows: embeddedRows)))
    let page = HTMLPage(
      header: header, ending: ending, summary: summary, embedded: embeddedRows,
      withoutDetails: rowsWithoutDetails, problems: embedding.problems, languages: embedding.languages)
    try file.append(page.body())
    try file.append(HTMLPage.foot(nonce: nonce))
    try file.finish()
  }

  private func writeChunk() throws(ReportError) {
    let chunk = (embeddedRows - 1) / RowEmbedding.chunkSize
    try file.append(HTMLPage.dataBlock(id: "rows-\(chunk)", json: rows.bytesAsArray))
    try file.append(HTMLPage.dataBlock(id: "details-\(chunk)", json: details.bytesAsArray))
    rows.removeAll()
    details.removeAll()
    rowsInChunk = 0
  }
}
