import Crypto
import Rewards

/// Hashes by which `--resume` knows that a row is of the same program, problem and settings.
struct RowKey {
  /// Hash of what decides verdicts and rewards beside program and problem.
  let settings: String

  init(options: JudgeOptions) {
    settings = RowKey.short(SHA256.hash(data: Array(options.settingsText.utf8)))
  }

  func key(of job: GradeJob) -> String {
    let parts = [settings, job.submission.id, job.submission.contentDigest, job.problem.contentDigest]
    return RowKey.short(SHA256.hash(data: Array(parts.joined(separator: "|").utf8)))
  }

  private static func short(_ digest: SHA256.Digest) -> String {
    digest.prefix(12).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
