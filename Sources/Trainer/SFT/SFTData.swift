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
  let files: [String]
  let seed: UInt64
  private let vocabularySize: Int

  /// - Throws: ``RunFileError`` that names file, line and field.
  public init(_ paths: [String], encoder: RowEncoder, seed: UInt64, vocabularySize: Int) throws(RunFileError) {
    rows = try ChatDataset(paths)
    self.encoder = encoder
    files = paths
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
}

extension DataOrder.Cursor {
  /// Moves on by so many rows.
  mutating func advance(_ rows: Int, count: Int) {
    position += rows
    epoch += position / count
    position %= count
  }
}
