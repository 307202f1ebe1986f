/// Where each row stands and what it is called, for as many rows as there are: about 30 bytes a row.
struct RowTable: Sendable {
  private(set) var files: [String] = []
  private var fileStarts: [RowIndex] = []
  private var lines: [UInt32] = []
  private var idBytes: [UInt8] = []
  private var idEnds: [Int] = []

  var count: Int { lines.count }

  mutating func begin(_ file: String) {
    files.append(file)
    fileStarts.append(RowIndex(lines.count))
  }

  mutating func append(line: Int, id: String) {
    lines.append(UInt32(clamping: line))
    idBytes.append(contentsOf: id.utf8)
    idEnds.append(idBytes.count)
  }

  func file(_ row: RowIndex) -> String {
    let position = fileStarts.lastIndex { $0 <= row } ?? 0
    return files[position]
  }

  func line(_ row: RowIndex) -> Int { Int(lines[Int(row)]) }

  func place(_ row: RowIndex) -> String { "\(file(row)):\(line(row))" }

  func id(_ row: RowIndex) -> String {
    let start = row == 0 ? 0 : idEnds[Int(row) - 1]
    return String(decoding: idBytes[start..<idEnds[Int(row)]], as: UTF8.self)
  }
}

extension RowTable {
  /// The same rows without some.
  init(_ table: RowTable, rows: [RowIndex]) {
    guard rows.count < table.count else {
      self = table
      return
    }
    var file: String?
    for row in rows {
      let name = table.file(row)
      if name != file {
        begin(name)
        file = name
      }
      append(line: table.line(row), id: table.id(row))
    }
  }
}
