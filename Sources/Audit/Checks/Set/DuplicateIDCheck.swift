/// Two rows of one id, where `grade` wants each to have its own.
final class DuplicateIDCheck: SetCheck {
  static let about = CheckDescription(
    id: "duplicate_id", severity: .error, cost: .set, summary: "Another row has the same id.",
    advice: "Give each row its own id: results are known by it, and grade refuses the file.")

  private var seen: [UInt64: RowIndex] = [:]
  private var repeated: [(row: RowIndex, first: RowIndex, isError: Bool)] = []
  private let exact: ExactDuplicateCheck

  init(exact: ExactDuplicateCheck) { self.exact = exact }

  func take(_ digest: RowDigest, at index: RowIndex) {}

  func take(_ id: String, _ digest: RowDigest, at index: RowIndex) {
    guard digest.hasOwnID else { return }
    let key = Hash.of(id)
    if let first = seen[key] {
      repeated.append((index, first, digest.idMustBeUnique))
    } else {
      seen[key] = index
    }
  }

  func finish(_ table: RowTable) -> [SetRemark] {
    // A copy of the row is reported as that.
    repeated.filter { !exact.isCopy.contains($0.row) && table.file($0.row) == table.file($0.first) }.map { found in
      SetRemark(
        row: found.row, check: Self.about.id,
        remark: Remark(
          "\(Quoted.text(table.id(found.row), bytes: 80)) is the id of \(table.place(found.first)) already",
          severity: found.isError ? .error : .warning, confidence: 1, related: [table.place(found.first)]))
    }
  }
}
