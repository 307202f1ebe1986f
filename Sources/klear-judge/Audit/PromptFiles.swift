import Foundation

/// `audit --prompts`: files of prompts that name their problem, written without those whose problem left the data.
struct PromptFiles {
  let files: [String]
  /// The audit's.
  let folder: String

  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// Where a file's rows go.
  func name(of file: String) -> String { "\(folder)/prompts-\((file as NSString).lastPathComponent)" }

  /// - Returns: a sentence for each file.
  /// - Throws: ``Failure`` for a file or row that cannot be read.
  func write() throws -> [String] {
    guard !files.isEmpty else { return [] }
    let dropped = try dropped()
    return try files.map { file in
      guard let data = FileManager.default.contents(atPath: file) else {
        throw Failure(description: "--prompts \(file): cannot be read")
      }
      var kept = Data()
      var counts = (kept: 0, all: 0)
      for (place, line) in data.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
        guard line.contains(where: { ![0x20, 0x09, 0x0D].contains($0) }) else { continue }
        guard let row = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any],
          let id = row["problem_id"] as? String
        else {
          throw Failure(
            description: "--prompts \(file):\(place + 1): has no problem_id: give rows of prompts that name theirs")
        }
        counts.all += 1
        if dropped.contains(id) { continue }
        counts.kept += 1
        kept += line
        kept.append(0x0A)
      }
      try kept.write(to: URL(fileURLWithPath: name(of: file)), options: .atomic)
      return "\(name(of: file)): \(counts.kept) of \(counts.all) prompts"
    }
  }

  /// The manifest says who left.
  private func dropped() throws -> Set<String> {
    let path = "\(folder)/manifest.json"
    guard let data = FileManager.default.contents(atPath: path),
      let manifest = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
      let rows = manifest["dropped"] as? [[String: Any]]
    else { throw Failure(description: "\(path): cannot be read") }
    return Set(rows.compactMap { $0["row_id"] as? String })
  }
}
