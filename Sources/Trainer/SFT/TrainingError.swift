/// Why training cannot go on, beside what files say.
public enum TrainingError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Numbers that are not finite, for so many steps in a row; `place` says where they were first.
  case notFinite(step: Int, inARow: Int, place: String, lastGood: String?)
  /// The folder holds a run already.
  case folderInUse(String)
  /// What the run will take, and what there is, in bytes.
  case memory(needed: Int, available: Int)
  case badState(file: String, cause: String)
  case tokenizer(String)

  public var description: String {
    switch self {
    case .notFinite(let step, let inARow, let place, let lastGood):
      "stopped at step \(step): numbers were not finite for \(inARow) step\(inARow == 1 ? "" : "s") in a row, first in "
        + "\(place). Lower optimizer.lr or look at the data"
        + (lastGood.map { "; the last good checkpoint is \($0)" } ?? "; there is no checkpoint yet")
    case .folderInUse(let folder):
      "\(folder) holds a run already: go on with --resume, or name another output_dir"
    case .memory(let needed, let available):
      "the run would take about \(Bytes.text(needed)) and \(Bytes.text(available)) are free: lower "
        + "sft.micro_batch_tokens and sft.max_length, or set sft.checkpointing: on"
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
