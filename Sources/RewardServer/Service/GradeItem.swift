import Ledger
import Rewards

/// A problem with its hashes, which are made once.
struct HashedProblem: Sendable {
  var problem: Problem
  var digests: ProblemDigests

  init(_ problem: Problem) {
    self.problem = problem
    digests = problem.digests
  }

  init(_ problem: Problem, digests: ProblemDigests) {
    self.problem = problem
    self.digests = digests
  }
}

extension Problem {
  /// Of all inputs and expected outputs.
  var testBytes: Int { tests.reduce(0) { $0 + $1.input.byteCount + $1.output.byteCount } }
}

/// One submission of a request, ready to be judged.
struct GradeItem: Sendable {
  var submission: Submission
  var problem: HashedProblem
  /// Where it stands in the request, for messages: `submissions[3]`.
  var field: String
}

/// Who asks: the name of a token, or an address.
struct Requester: Sendable, Hashable {
  /// Work is shared out between these.
  var client: String
  /// Idempotency keys are of these.
  var keyOwner: String
}

/// A request with an idempotency key, and what it has been answered already.
struct KnownRequest: Sendable {
  var record: RequestRecord
  var rows: [Int: LedgerEntry]
  var turn: GateTurn?
}

/// What comes of a submission.
enum GradeEvent: Sendable {
  case row(GradedRow)
  /// No row can be given.
  case failed(index: Int, APIError)
}

struct GradedRow: Sendable {
  var index: Int
  var result: SubmissionResult
  /// As the ledger has it.
  var text: String
  var verdictID: String
}
