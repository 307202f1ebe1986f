import Sandbox

/// One run of a problem's own checker, in a sandbox of its own: input, expected output and the program's output are
/// there, the program is not.
struct CheckerRun: Sendable {
  let runner: any Runner
  let program: PreparedProgram
  let description: CheckerProgram

  /// What the checker said.
  struct Decision: Sendable {
    var accepted: Bool
    var message: String?
    /// What it wrote into its feedback folder, by path below it.
    var feedback: [BundleFile] = []
  }

  var limits: Limits {
    Limits(
      cpu: .seconds(description.timeLimitSeconds),
      memoryBytes: program.language.language.memoryLimitBytes(problemBytes: description.memoryLimitBytes),
      outputBytes: 16 << 20, processes: 64 + program.language.language.processAllowance, openFiles: 256,
      stackBytes: program.language.language.stackBytes)
  }

  /// - Parameter feedback: files that earlier passes left (Kattis multi-pass).
  /// - Throws: `JudgeFault.checker` when it did not decide.
  func decide(
    test: TestCase, input: [UInt8], answer: [UInt8], output: [UInt8], feedback: [BundleFile] = []
  ) async throws(JudgeFault) -> Decision {
    let report: RunReport
    do throws(SandboxFault) {
      var specification = try self.specification(test: test, input: input, answer: answer, feedback: feedback)
      let output = try SealedBytes(output)
      switch description.convention {
      case .kattis: specification.input = .bytes(output)
      case .testlib: specification.files.append(RunSpecification.WorkFile(path: Name.output, contents: output))
      }
      report = try await runner.run(specification)
    } catch {
      throw error.stage == .cancelled ? .sandbox(error) : .checker(error.description)
    }
    return try CheckerRun.decision(report, convention: description.convention)
  }

  private enum Name {
    static let input = "kj/input"
    static let answer = "kj/answer"
    static let output = "kj/output"
    static let feedback = "kj/feedback/"
  }

  /// The run without the program's output: an interactor gets that over a pipe.
  func specification(
    test: TestCase, input: [UInt8], answer: [UInt8], feedback: [BundleFile]
  ) throws(SandboxFault) -> RunSpecification {
    let arguments: [String]
    switch description.convention {
    case .kattis: arguments = [Name.input, Name.answer, Name.feedback] + description.arguments + test.checkerArguments
    case .testlib: arguments = [Name.input, Name.output, Name.answer] + description.arguments + test.checkerArguments
    }
    var specification = program.specification(
      limits: limits, memoryBytes: description.memoryLimitBytes, arguments: arguments)
    specification.keepsWorkDirectory = description.convention == .kattis
    specification.files += [
      RunSpecification.WorkFile(path: Name.input, contents: try SealedBytes(input)),
      RunSpecification.WorkFile(path: Name.answer, contents: try SealedBytes(answer)),
      RunSpecification.WorkFile(path: Name.feedback, contents: try SealedBytes.empty()),
    ]
    for file in feedback {
      let contents = try SealedBytes(file.contents)
      specification.files.append(RunSpecification.WorkFile(path: Name.feedback + file.path, contents: contents))
    }
    return specification
  }

  /// Reads the exit code as its convention says. Everything that is not a decision is a failure of the checker.
  static func decision(
    _ report: RunReport, convention: CheckerProgram.Convention
  ) throws(JudgeFault) -> Decision {
    let words = PrintableText.tail(of: report.errorOutput, limitBytes: 1024, lines: 3)
    if report.stopCause == .overload { throw .overload }
    if let cause = report.stopCause { throw .checker("it was stopped (\(cause)) \(words)") }
    guard case .exited(let code) = report.ending else { throw .checker("it crashed (\(report.ending)) \(words)") }
    switch (convention, code) {
    case (.kattis, 42), (.kattis, 43):
      let feedback = CheckerRun.feedback(report)
      let message = feedback.first { $0.path == "judgemessage.txt" }
        .map { PrintableText.head(of: $0.contents, limitBytes: 400) }
      return Decision(accepted: code == 42, message: message.map(CheckerRun.trimmed), feedback: feedback)
    case (.testlib, 0): return Decision(accepted: true, message: nil)
    // 1 wrong answer, 2 presentation error, 4 unexpected end, 7 points: none is full marks.
    case (.testlib, 1), (.testlib, 2), (.testlib, 4), (.testlib, 7):
      return Decision(accepted: false, message: CheckerRun.trimmed(words))
    default: throw .checker("exit code \(code) is no decision. \(words)")
    }
  }

  private static func feedback(_ report: RunReport) -> [BundleFile] {
    let prefix = "kj/feedback/"
    let files = try? report.workDirectory?.files(at: "kj/feedback", limitBytes: 64 << 20, limitCount: 1000)
    return (files ?? []).map {
      BundleFile(path: String($0.path.dropFirst(prefix.count)), mode: 0o644, contents: $0.contents)
    }
  }

  private static func trimmed(_ text: String) -> String {
    String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
