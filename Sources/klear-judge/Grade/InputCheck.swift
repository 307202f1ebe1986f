import Datasets
import Rewards

/// A first pass over the submissions: which languages they need, how many there are, which rows are bad.
struct InputCheck {
  var count = 0
  /// Language → one row that needs it, for the message.
  var languages: [String: String] = [:]
  var badRows: [String] = []
  /// Those that bring a program to check with, each once, in the order of the submissions.
  var problemsWithCheckers: [String] = []

  init(_ jobs: some GradeJobs) throws {
    var seen: Set<String> = []
    while let event = try jobs.next() {
      switch event {
      case .bad(let message): badRows.append(message)
      case .job(let job):
        count += 1
        if let language = job.submission.language { languages[language] = job.submission.id }
        switch job.problem.checker {
        case .custom(let checker), .interactive(let checker):
          languages[checker.language] = "the checker of \(job.problem.id)"
          if seen.insert(job.problem.id).inserted { problemsWithCheckers.append(job.problem.id) }
        default: break
        }
      }
    }
  }

  /// What is missing, by the words of the table; judging begins only when this is empty.
  func missingLanguages(_ tools: ToolSet) -> [String] {
    languages.keys.sorted().compactMap { id in
      tools.missing[id].map { "\(languages[id] ?? ""): \($0)" }
    }
  }
}
