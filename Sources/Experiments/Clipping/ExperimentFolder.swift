public import Foundation

/// The files of an experiment. A run is finished when its `metrics.jsonl` is there: it is written in one piece, at the end.
public struct ExperimentFolder: Sendable {
  public let path: String

  public init(_ path: String) { self.path = path }

  public var plan: String { "\(path)/plan.json" }
  public var summary: String { "\(path)/summary.json" }
  public var report: String { "\(path)/report.html" }
  /// Tasks, the first model, verdicts and runs under way: all of it can be made again.
  public var cache: String { "\(path)/cache" }
  public func metrics(_ run: RunSchedule.Run) -> String { "\(path)/\(run.folder)/metrics.jsonl" }

  /// - Returns: `nil` where the run is not finished, or its file is damaged.
  public func curve(_ run: RunSchedule.Run, steps: Int) -> RunCurve? {
    guard let data = FileManager.default.contents(atPath: metrics(run)) else { return nil }
    let rows = data.split(separator: 0x0A).compactMap { try? ExperimentJSON.read(Data($0), as: RunRow.self) }
    return rows.last?.step == steps ? RunCurve(rows: rows) : nil
  }

  public func write(_ curve: RunCurve, of run: RunSchedule.Run) throws {
    var data = Data()
    for row in curve.rows { data.append(try ExperimentJSON.text(row, isPretty: false)) }
    try replace(metrics(run), data)
  }

  public func curves(_ plan: ClippingPlan) -> [RunSchedule.Run: RunCurve] {
    RunSchedule(plan).all.reduce(into: [:]) { $0[$1] = curve($1, steps: plan.settings.steps) }
  }

  /// A crash leaves the old file or the new one.
  public func replace(_ file: String, _ data: Data) throws {
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try data.write(to: URL(fileURLWithPath: file), options: .atomic)
  }

  /// Summary and report of what is there.
  public func writeResults(_ plan: ClippingPlan) throws {
    let analysis = ClippingAnalysis(plan: plan, curves: curves(plan))
    let summary = analysis.summary
    try replace(self.summary, ExperimentJSON.text(summary))
    try replace(report, Data(ClippingReport(analysis: analysis, summary: summary).html.utf8))
  }
}
