/// Rows of numbers in shared storage: a matrix, or a part of one. A vector is a matrix of one row.
///
/// Copies refer to the same numbers. Whoever writes from several threads takes care that the parts do not meet.
struct Matrix<Element: Sendable>: @unchecked Sendable {
  let storage: Storage<Element>
  private let offset: Int
  let rows: Int
  let columns: Int
  /// The distance between the beginnings of two rows, in elements.
  let stride: Int

  /// Of zeros.
  init(rows: Int, columns: Int) {
    self.init(Storage(count: rows * columns), offset: 0, rows: rows, columns: columns, stride: columns)
  }

  /// A vector of zeros.
  init(count: Int) { self.init(rows: 1, columns: count) }

  init(_ storage: Storage<Element>, offset: Int, rows: Int, columns: Int, stride: Int? = nil) {
    let stride = stride ?? columns
    precondition(rows >= 0 && columns >= 0 && stride >= columns, "a matrix needs a shape")
    precondition(
      offset >= 0 && (rows == 0 || offset + (rows - 1) * stride + columns <= storage.count), "outside its storage")
    self.storage = storage
    self.offset = offset
    self.rows = rows
    self.columns = columns
    self.stride = stride
  }

  var pointer: UnsafeMutablePointer<Element> { storage.pointer + offset }
  var isContiguous: Bool { stride == columns || rows <= 1 }
  /// Elements of a matrix whose rows follow each other.
  var elements: UnsafeMutableBufferPointer<Element> {
    precondition(isContiguous, "rows that follow each other")
    return UnsafeMutableBufferPointer(start: pointer, count: rows * columns)
  }

  func rows(_ range: Range<Int>) -> Matrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
    return Matrix(
      storage, offset: offset + range.lowerBound * stride, rows: range.count, columns: columns, stride: stride)
  }

  func columns(_ range: Range<Int>) -> Matrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= columns, "columns \(range) of \(columns)")
    return Matrix(storage, offset: offset + range.lowerBound, rows: rows, columns: range.count, stride: stride)
  }

  /// With rows behind the last, which the storage has to have.
  func extended(rows: Int) -> Matrix {
    Matrix(storage, offset: offset, rows: rows, columns: columns, stride: stride)
  }

  func row(_ index: Int) -> Matrix { rows(index..<index + 1) }

  /// The first rows as a matrix of another shape, in the same memory.
  func reshaped(rows: Int, columns: Int) -> Matrix {
    precondition(isContiguous && rows * columns <= self.rows * self.columns, "a shape that fits")
    return Matrix(storage, offset: offset, rows: rows, columns: columns)
  }

  subscript(row: Int, column: Int) -> Element {
    get {
      precondition(
        row >= 0 && row < rows && column >= 0 && column < columns, "[\(row), \(column)] of \(rows) × \(columns)")
      return pointer[row * stride + column]
    }
    nonmutating set {
      precondition(
        row >= 0 && row < rows && column >= 0 && column < columns, "[\(row), \(column)] of \(rows) × \(columns)")
      pointer[row * stride + column] = newValue
    }
  }

  /// Of a vector.
  subscript(index: Int) -> Element {
    get { self[0, index] }
    nonmutating set { self[0, index] = newValue }
  }

  func copy(from other: Matrix) {
    precondition(rows == other.rows && columns == other.columns, "copies keep their shape")
    for row in 0..<rows {
      (pointer + row * stride).update(from: other.pointer + row * other.stride, count: columns)
    }
  }

  func fill(_ value: Element) {
    for row in 0..<rows { (pointer + row * stride).update(repeating: value, count: columns) }
  }
}

extension Matrix {
  /// A vector of these.
  init(copying values: [Element]) {
    self.init(count: values.count)
    for (index, value) in values.enumerated() { pointer[index] = value }
  }
}
