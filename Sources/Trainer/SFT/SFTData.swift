internal import Tokenizers
public import TrainingRuns

/// Why a row cannot be trained on.
public struct SFTDataError: Error, Sendable, Hashable, CustomStringConvertible {
  public var description: String

  init(_ file: String, line: Int, _ cause: String) { description = "\(file):\(line): \(cause)" }
  init(_ description: String) { self.description = description }
}

/// The rows of a run in the order of its epochs, tokenised when they are asked for.
public final class SFTData {
  private let rows: ChatDataset
  private let encoder: RowEncoder
  private let seed: UInt64
  private let vocabularySize: Int

  /// - Throws: ``RunFileError`` that names file, line and field.
  public init(_ paths: [String], encoder: RowEncoder, seed: UInt64, vocabularySize: Int) throws(RunFileError) {
    rows = try ChatDataset(paths)
    self.encoder = encoder
    self.seed = seed
    self.vocabularySize = vocabularySize
  }

  public var count: Int { rows.count }

  /// - Throws: ``RunFileError``, ``SFTDataError``.
  public func row(_ index: Int) throws -> TokenizedRow {
    let row = try rows.row(index)
    let encoded: TokenizedRow
    do throws(TokenizerError) {
      encoded = try encoder.encode(row)
    } catch {
      throw try fault(index, "\(error)")
    }
    if let wrong = encoded.tokens.first(where: { $0 < 0 || Int($0) >= vocabularySize }) {
      throw try fault(
        index, "token \(wrong) is beyond the model's vocabulary of \(vocabularySize): the tokenizer is another model's")
    }
    return encoded
  }

  private func fault(_ index: Int, _ cause: String) throws(RunFileError) -> SFTDataError {
    let place = try rows.location(ofRow: index)
    return SFTDataError(place.file, line: place.line, cause)
  }

  /// The row at a place of an epoch.
  func row(at cursor: DataOrder.Cursor) throws -> TokenizedRow {
    try row(DataOrder(count: count, seed: seed, epoch: cursor.epoch)[cursor.position])
  }

  /// What one look at every row tells: their lengths, for the number of steps, and that all of them can be read.
  public struct Survey: Sendable {
    /// Tokens of each row, after truncation.
    public var lengths: [Int32] = []
    public var tokens = 0
    public var lossTokens = 0
    /// Rows that were cut to the longest length allowed.
    public var truncatedRows = 0
    /// Rows without a token that the loss counts.
    public var emptyRows = 0
  }

  /// - Parameter progress: called now and then with the rows done.
  public func survey(progress: (Int) -> Void = { _ in }) throws -> Survey {
    var survey = Survey()
    survey.lengths.reserveCapacity(count)
    for index in 0..<count {
      let row = try row(index)
      survey.lengths.append(Int32(row.tokens.count))
      survey.tokens += row.tokens.count
      survey.lossTokens += row.lossTokens
      if row.truncated > 0 { survey.truncatedRows += 1 }
      if row.lossTokens == 0 { survey.emptyRows += 1 }
      if index % 1000 == 999 { progress(index + 1) }
    }
    guard survey.lossTokens > 0 else {
      throw SFTDataError(
        "no row has a token to learn: the assistant's turns are empty, or sft.max_length cuts all of them off")
    }
    return survey
  }

  /// Steps of so many epochs.
  func steps(_ survey: Survey, epochs: Int, plan: BatchPlan) -> Int {
    var steps = 0
    var cursor = DataOrder.Cursor()
    var (order, epoch) = (DataOrder(count: count, seed: seed, epoch: 0), 0)
    while cursor.epoch < epochs {
      var ahead = cursor
      let rows = plan.rowsOfStep { _ in
        if ahead.position == count { ahead = DataOrder.Cursor(epoch: ahead.epoch + 1, position: 0) }
        guard ahead.epoch < epochs else { return nil }
        if ahead.epoch != epoch {
          epoch = ahead.epoch
          order = DataOrder(count: count, seed: seed, epoch: epoch)
        }
        defer { ahead.position += 1 }
        return Int(survey.lengths[order[ahead.position]])
      }
      guard rows > 0 else { break }
      cursor.advance(rows, count: count)
      steps += 1
    }
    return steps
  }
}

extension DataOrder.Cursor {
  /// Moves on by so many rows.
  mutating func advance(_ rows: Int, count: Int) {
    position += rows
    epoch += position / count
    position %= count
  }
}
