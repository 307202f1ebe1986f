public import Rewards

/// One judged submission with what the report shows beside its result.
public struct ReportRow: Sendable, Hashable {
  public var result: SubmissionResult
  public var problemTitle: String?
  /// The program as text. Any length; the report embeds its first `HTMLReportLimits.programBytes` bytes.
  public var program: String?
  /// The verdicts that the input allows; `nil` or empty where it says nothing.
  public var expected: [Verdict]?
  /// Whether the expectation holds; `nil` where there is none.
  public var met: Bool?

  public init(
    result: SubmissionResult, problemTitle: String? = nil, program: String? = nil, expected: [Verdict]? = nil,
    met: Bool? = nil
  ) {
    self.result = result
    self.problemTitle = problemTitle
    self.program = program
    self.expected = expected
    self.met = met
  }

  /// The text that a report shows for what was handed in: the source, the response, the answer, or all files one after
  /// another, each below its name where there are several. Bytes that are not UTF-8 become U+FFFD.
  public static func programText(of body: Submission.Body) -> String {
    switch body {
    case .source(let text), .response(let text), .answer(let text): return text
    case .files(let files):
      guard files.count != 1 else { return String(decoding: files[0].contents, as: UTF8.self) }
      return files.map { "===== \($0.name) =====\n\(String(decoding: $0.contents, as: UTF8.self))" }
        .joined(separator: "\n")
    }
  }
}

/// What is known of a run before its first submission is judged.
public struct ReportHeader: Sendable, Hashable {
  public var title: String
  /// The command as it was typed.
  public var commandLine: String
  /// The judge's version.
  public var version: String
  /// When the run began, as it is to be shown: `2026-01-31 18:05:09 UTC`.
  public var started: String
  /// The isolation layers that were on.
  public var layers: [String]
  /// Layers that this machine does not give. Shown as a warning.
  public var missingLayers: [String]
  public var rewardKind: RewardKind

  public init(
    title: String, commandLine: String, version: String, started: String, layers: [String],
    missingLayers: [String] = [], rewardKind: RewardKind
  ) {
    self.title = title
    self.commandLine = commandLine
    self.version = version
    self.started = started
    self.layers = layers
    self.missingLayers = missingLayers
    self.rewardKind = rewardKind
  }
}

/// What is known of a run when it ends.
public struct ReportEnding: Sendable, Hashable {
  /// Wall time of the whole run.
  public var elapsedSeconds: Double?
  /// The run was stopped before all submissions were judged.
  public var interrupted: Bool
  /// Sentences for the reader: rows of the input that could not be read, languages that were left out.
  public var notes: [String]

  public init(elapsedSeconds: Double? = nil, interrupted: Bool = false, notes: [String] = []) {
    self.elapsedSeconds = elapsedSeconds
    self.interrupted = interrupted
    self.notes = notes
  }
}

/// How much of a run is embedded. Whatever is left out is counted and said in the report.
public struct HTMLReportLimits: Sendable, Hashable {
  /// Rows of the table. Figures and charts count all submissions.
  public var rows = 20_000
  /// Bytes of one program.
  public var programBytes = 20_000
  /// Bytes of programs, tests and messages of all rows. A browser opens a page of this size in seconds.
  /// Accepted submissions use at most half of it, so that failures keep theirs.
  public var detailBytes = 64 << 20
  /// Tests of one submission; failed ones go first.
  public var testsPerRow = 500
  /// Bytes of the message of a submission or a test, and of a compiler's words.
  public var messageBytes = 8_000

  public init() {}
}
