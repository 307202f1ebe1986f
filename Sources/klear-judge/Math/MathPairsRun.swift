import Datasets
import Rewards
import Text

/// `klear-judge math --pairs`: one row a pair, in the order of the input, and what a person and the exit code have to
/// know of all of them.
final class MathPairsRun {
  private let path: String
  private let reader: MathPairReader
  private let rows: RowFile
  private let options: MathPairsOptions
  private let interrupt = Interrupt()
  private var progress: ProgressPrinter
  private var summary = MathSummary()
  /// Set between asking for a pause and waiting.
  private var hasPaused = false

  /// - Throws: `DatasetError`, or `ExitStatus.badInput` after saying why.
  init(path: String, decoder: MathPairDecoder, options: MathPairsOptions) throws {
    self.path = path
    self.options = options
    reader = try MathPairReader(path: path, decoder: decoder)
    rows = try RowFile(path: options.out, appending: false, advice: "")
    progress = ProgressPrinter(choice: options.progress ?? .auto)
  }

  func run() async throws -> ExitStatus {
    progress.expect(nil)
    let interrupt = interrupt
    let expects = options.expect
    let started = ContinuousClock.now
    await MathBatch(jobs: options.jobs ?? Machine.processorCount).judge(
      next: { self.next() }, pair: { $0.value }, isStopped: { interrupt.happened },
      make: { row, judgement in
        Judged(
          judgement: judgement,
          text: Array(judgement.rowText(id: row.value.id, expected: expects ? row.value.expected : nil).utf8))
      }, each: { self.record($0, $1) })
    progress.clear()
    if let failure = rows.failure { StandardError.say("--out: \(failure)") }
    if options.progress != ProgressChoice.none {
      let (seconds, attoseconds) = (ContinuousClock.now - started).components
      let elapsed = Double(seconds) + Double(attoseconds) * 1e-18
      StandardError.write(summary.text(elapsedSeconds: elapsed, checksExpectations: options.expect))
    }
    return status
  }

  private func next() -> MathBatch.Supply<Row<MathPair>> {
    // A pair that is asked for over a pipe is answered before the next one comes.
    if !hasPaused, !reader.isNextAtHand {
      hasPaused = true
      return .pause
    }
    hasPaused = false
    while !interrupt.happened {
      do {
        guard let row = try reader.next() else { return .end }
        return .item(row)
      } catch {
        say("\(error)")
        summary.badRows += 1
        if (error as? DatasetError)?.endsInput != false { return .end }
      }
    }
    return .end
  }

  /// A pair's row is made beside the comparison, on all cores.
  private struct Judged: Sendable {
    var judgement: Judgement
    var text: [UInt8]
  }

  private func record(_ row: Row<MathPair>, _ judged: Judged) -> Bool {
    let judgement = judged.judgement
    let pair = row.value
    guard rows.write(judged.text) else { return false }
    let expected = options.expect ? pair.expected : nil
    summary.add(judgement, expected: expected)
    let place = "\(path):\(row.line)"
    if judgement.correct == nil {
      say("\(place): gold: does not parse: \(ShortText.quote(pair.gold.text)) (id \(ShortText.quote(pair.id)))")
    } else if let expected, judgement.correct != expected {
      let (wanted, got) = expected ? ("correct", "not correct") : ("not correct", "correct")
      say(
        "\(place): \(pair.id): expected \(wanted), got \(got) (\(judgement.reason)): "
          + "gold \(ShortText.quote(pair.gold.text)), prediction \(ShortText.quote(pair.prediction.text))")
    }
    progress.advance(accepted: judgement.correct == true, fault: false, resumed: false)
    return true
  }

  private func say(_ message: String) {
    progress.clear()
    StandardError.say(PrintableText.make(message))
  }

  private var status: ExitStatus {
    var status = ExitStatus.done
    if summary.notMet > 0 { status = max(status, .answerIsNo) }
    if summary.badRows > 0 || summary.unknown > 0 || rows.failure != nil { status = max(status, .badInput) }
    if interrupt.happened { status = max(status, .interrupted) }
    return status
  }
}
