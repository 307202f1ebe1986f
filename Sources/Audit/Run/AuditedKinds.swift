/// What an audit is about, by a look at the first rows of its files.
public enum AuditedKinds {
  private static let looks = 200

  /// Whether there are programming problems among the first rows.
  public static func holdPrograms(_ request: AuditRequest) throws -> Bool {
    let decoder = RowDecoder(format: request.format)
    for file in request.data {
      let source = LineSource(files: [file])
      var looked = 0
      while looked < looks, let line = try source.next() {
        looked += 1
        if (try? decoder.decode(line.bytes, file: line.file, line: line.number))?.kind == .code { return true }
      }
    }
    return false
  }
}
