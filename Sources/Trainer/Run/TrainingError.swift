/// Why training cannot go on, beside what files say.
public enum TrainingError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Numbers that are not finite, for so many steps in a row; `place` says where they were first.
  case notFinite(step: Int, inARow: Int, place: String, lastGood: String?)
  /// A file could not be read or written; `lastGood` is the newest checkpoint.
  case stopped(cause: String, lastGood: String?)
  /// The folder holds a run already.
  case folderInUse(String)
  /// Another process trains into the folder.
  case folderLocked(String)
  /// What the run will take, and what there is, in bytes.
  case memory(needed: Int, available: Int)
  /// Likewise, of reinforcement learning.
  case rlMemory(needed: Int, available: Int)
  case badState(file: String, cause: String)
  /// Rows of so many tokens are more than the model has positions.
  case tooLong(Int, positions: Int)
  case tokenizer(String)

  public var description: String {
    switch self {
    case .notFinite(let step, let inARow, let place, let lastGood):
      "stopped at step \(step): numbers were not finite"
        + (inARow == 0 ? "" : " for \(inARow) step\(inARow == 1 ? "" : "s") in a row")
        + ", first in \(place). Lower optimizer.lr or look at the data"
        + (lastGood.map { "; the last good checkpoint is \($0)" } ?? "; there is no checkpoint yet")
    case .stopped(let cause, let lastGood):
      cause + (lastGood.map { "; the last good checkpoint is \($0)" } ?? "; there is no checkpoint yet")
    case .tooLong(let length, let positions):
      "sft.max_length: \(length) tokens are more than the model's \(positions) positions: lower it"
    case .folderInUse(let folder):
      "\(folder) holds a run already: go on with --resume, or name another output_dir"
    case .folderLocked(let folder):
      "another process trains into \(folder): wait for its end, or name another output_dir"
    case .memory(let needed, let available):
      "the run would take about \(Bytes.text(needed)) and \(Bytes.text(available)) are free: lower "
        + "sft.micro_batch_tokens and sft.max_length, or set sft.checkpointing: on"
    case .rlMemory(let needed, let available):
      "the run would take about \(Bytes.text(needed)) and \(Bytes.text(available)) are free: lower "
        + "rl.micro_batch_tokens and sampling.max_new_tokens, or leave out long prompts"
    case .badState(let file, let cause): "\(file): \(cause)"
    case .tokenizer(let cause): cause
    }
  }
}

/// Sizes for people.
enum Bytes {
  static func text(_ bytes: Int) -> String {
    let units = ["bytes", "KiB", "MiB", "GiB", "TiB"]
    var (value, unit) = (Double(bytes), 0)
    while value >= 1000, unit + 1 < units.count {
      value /= 1024
      unit += 1
    }
    let tenths = (value * 10).rounded() / 10
    return unit == 0 || value >= 100 ? "\(Int(value.rounded())) \(units[unit])" : "\(tenths) \(units[unit])"
  }
}
