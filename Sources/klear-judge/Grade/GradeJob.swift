import Datasets
import Rewards

/// One submission to judge, in the order of the input.
struct GradeJob: Sendable {
  var submission: Submission
  var problem: Problem
  /// Where the problem stands, for messages: `p.jsonl:12`, or the package's folder.
  var problemPlace: String

  /// How much test data the problem holds in memory.
  var testBytes: Int {
    problem.tests.reduce(0) { sum, test in
      [test.input, test.output].reduce(sum) { if case .bytes(let bytes) = $1 { $0 + bytes.count } else { $0 } }
    }
  }
}

/// What the input gives next.
enum GradeInputEvent: Sendable {
  case job(GradeJob)
  /// A row that cannot be judged: named, and the rest goes on.
  case bad(String)
}

/// Submissions in order, one at a time, so that memory stays bounded by the largest problem.
protocol GradeJobs: AnyObject {
  /// How many there will be, where that is known.
  var total: Int? { get }

  /// - Throws: `DatasetError` when nothing more can be read.
  func next() throws -> GradeInputEvent?
}

/// Submissions of a file, with the problems they name.
final class FileJobs: GradeJobs {
  let total: Int?
  private let nextSubmission: () throws -> Row<Submission>?
  private let problems: any ProblemSource
  private let file: String

  init(file: String, problems: any ProblemSource, total: Int?, next: @escaping () throws -> Row<Submission>?) {
    self.file = file
    self.problems = problems
    self.total = total
    nextSubmission = next
  }

  func next() throws -> GradeInputEvent? {
    do {
      guard let row = try nextSubmission() else { return nil }
      return try event(row)
    } catch let error as DatasetError where !error.endsInput {
      return .bad(error.description)
    }
  }

  private func event(_ row: Row<Submission>) throws -> GradeInputEvent {
    var submission = row.value
    let problem = try problems.problem(id: submission.problemID)
    let place = "\(file):\(row.line)"
    if let problem, let trouble = problem.unjudgeable(submission.body) {
      return .bad("\(place): \(submission.body.field): \(trouble)")
    }
    if problem?.kind == .math {
      // Answers have none, whatever the row says.
      submission.language = nil
    }
    if let language = submission.language {
      do {
        let known = try LanguageTable.language(id: language)
        if let trouble = problem?.unjudgeable(in: known) {
          return .bad("\(place): language: \(trouble)")
        }
      } catch {
        return .bad("\(place): language: \(error)")
      }
    }
    guard let problem else {
      return .bad("\(place): problem_id: there is no problem \"\(submission.problemID)\"")
    }
    let problemPlace = problems.place(id: problem.id) ?? problem.id
    return .job(GradeJob(submission: submission, problem: problem, problemPlace: problemPlace))
  }
}

extension Submission.Body {
  /// The key of a row that holds it.
  fileprivate var field: String {
    switch self {
    case .source, .files: "source_code"
    case .response: "response"
    case .answer: "answer"
    }
  }
}

/// The submissions of one package.
final class PackageJobs: GradeJobs {
  private let problem: Problem
  private let submissions: [Submission]
  private let path: String
  private var position = 0

  init(_ package: Package) {
    problem = package.problem
    submissions = package.submissions
    path = package.path
  }

  var total: Int? { submissions.count }

  func next() -> GradeInputEvent? {
    guard position < submissions.count else { return nil }
    defer { position += 1 }
    return .job(GradeJob(submission: submissions[position], problem: problem, problemPlace: path))
  }
}
