import Datasets

/// Reads the problems of benchmark files, in whatever format they are.
enum Benchmarks {
  /// - Throws: `DatasetError` where a file cannot be read, or none of its rows has a prompt.
  static func index(_ paths: [String], width: Int) throws -> BenchmarkIndex {
    var index = BenchmarkIndex(width: width)
    for path in paths {
      let lines = try LineReader(path: path)
      let decoder = RowDecoder(format: nil)
      var added = 0
      var trouble: DatasetError?
      while true {
        do {
          guard let line = try lines.next() else { break }
          let text: String
          let id: String
          do {
            let row = try decoder.decode(line.bytes, file: path, line: line.number)
            (text, id) = (row.question ?? "", row.id)
          } catch {
            // A benchmark may lack what a dataset needs, such as tests: its text is what counts.
            let row = try rowDocument(line.bytes, file: path, line: line.number).root
            guard let prompt = try GenericRow.prompt(row) else { throw error }
            (text, id) = (prompt, "row-\(line.number)")
          }
          guard !text.isEmpty else { continue }
          let place = "\(path):\(line.number)"
          index.add(text, name: "\(place) (\(id))", place: place)
          added += 1
        } catch let error as DatasetError where !error.endsInput {
          trouble = trouble ?? error
        }
      }
      if added == 0 {
        throw trouble
          ?? DatasetError(
            .missingField, file: path, message: "no row has a prompt, so there is nothing to compare with (--against)")
      }
    }
    index.seal()
    return index
  }
}
