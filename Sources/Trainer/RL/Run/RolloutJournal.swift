internal import Foundation
internal import TrainingRuns

/// `rollouts/step-000012.jsonl`: tokens, log-probabilities and verdicts of a step, on the disk before its first update.
///
/// A step that is done again after a crash reads them and asks no judge: a verdict may hang on the machine's load, and
/// the bits of the run on the verdict. The first line says from which weights and settings they came; a journal of others
/// is not read.
struct RolloutJournal {
  let file: String

  struct Header: Sendable, Hashable, Codable {
    var step: Int
    /// A checksum of the weights that wrote the answers.
    var weights: String
    /// What else they follow from: prompts, sampling, rewards.
    var settings: String
    var answers: Int
  }

  /// - Returns: `nil` where there is none that fits, whole.
  func read(_ header: Header) -> [RolloutRecord]? {
    guard let bytes = FileManager.default.contents(atPath: file) else { return nil }
    let lines = bytes.split(separator: 0x0A)
    let decoder = JSONDecoder()
    guard let first = lines.first, (try? decoder.decode(Header.self, from: Data(first))) == header,
      lines.count == header.answers + 1
    else { return nil }
    let records = lines.dropFirst().map { try? decoder.decode(RolloutRecord.self, from: Data($0)) }
    let found = records.compactMap { $0 }
    guard found.count == header.answers, found.allSatisfy({ $0.ids.count == $0.logProbabilities.count }) else {
      return nil
    }
    return found
  }

  /// All answers of a file, whatever they came from; none where it cannot be read.
  func records() -> [RolloutRecord] {
    guard let bytes = FileManager.default.contents(atPath: file) else { return [] }
    let decoder = JSONDecoder()
    return bytes.split(separator: 0x0A).dropFirst().compactMap {
      try? decoder.decode(RolloutRecord.self, from: Data($0))
    }
  }

  /// Returns when all is on the disk.
  func write(_ header: Header, _ records: [RolloutRecord]) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var bytes = try encoder.encode(header)
    bytes.append(0x0A)
    for record in records {
      bytes.append(try encoder.encode(record))
      bytes.append(0x0A)
    }
    try RunFolder.replace(file, with: Array(bytes))
  }
}

/// A checksum of what rollouts follow from: FNV-1a over 64-bit words.
struct Fingerprint {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ word: UInt64) { value = (value ^ word) &* 0x0000_0100_0000_01B3 ^ value >> 47 }

  mutating func add(_ text: String) {
    for byte in text.utf8 { add(UInt64(byte)) }
    add(UInt64(text.utf8.count))
  }

  mutating func add(_ ids: [Int32]) {
    for id in ids { add(UInt64(bitPattern: Int64(id))) }
    add(UInt64(ids.count))
  }

  mutating func add<S: Scalar>(_ weights: ParameterBuffer<S>) {
    UnsafeRawBufferPointer(UnsafeBufferPointer(weights.all.elements)).withMemoryRebound(to: UInt32.self) { words in
      for word in words { add(UInt64(word)) }
    }
  }

  var text: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
