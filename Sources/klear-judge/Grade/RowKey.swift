import Rewards

/// Hashes by which `--resume` knows that a row is of the same program, problem and settings.
struct RowKey {
  /// Hash of what decides verdicts and rewards beside program and problem.
  let settings: String

  init(options: JudgeOptions) {
    settings = ContentHash.shortText(of: options.settingsText)
  }

  func key(of job: GradeJob) -> String {
    let parts = [settings, job.submission.id, job.submission.contentDigest, job.problem.contentDigest]
    return ContentHash.shortText(of: parts.joined(separator: "|"))
  }
}
