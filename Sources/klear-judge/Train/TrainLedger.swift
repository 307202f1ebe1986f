import Ledger
import Rewards

/// `train rl --ledger`: each verdict is in the ledger before its reward is paid. A ledger that cannot be written ends
/// the run, so that nothing is learned of which there is no record.
struct TrainLedger: Sendable {
  private let ledger: Ledger
  private let run: String
  private let versions = LanguageVersions()

  /// - Throws: ``RewardSetupError``.
  init?(path: String?, run: String?) throws {
    guard let path else { return nil }
    do throws(LedgerError) {
      ledger = try Ledger(path: path)
    } catch {
      throw RewardSetupError("--ledger \(error)")
    }
    self.run = run ?? RunName.make("train")
  }

  /// - Parameter judge: of programs; `nil` for answers.
  func record(
    _ result: SubmissionResult, _ submission: Submission, _ problem: Problem, _ judge: CodeJudge?,
    options: JudgeOptions
  ) async throws {
    var version: String?
    if let language = judge?.language(of: submission) { version = await versions.version(of: language) }
    let material = VerdictMaterial(
      program: submission.fullDigest, digests: problem.digests, languageVersion: version, settings: options.settingsText
    )
    let id = VerdictID()
    let entry = LedgerEntry(
      id: id, run: run, result: result, material: material, row: result.rowText(verdictID: id.text))
    do throws(LedgerError) {
      try await ledger.record([entry])
    } catch {
      throw RewardSetupError("--ledger \(error)")
    }
  }
}
