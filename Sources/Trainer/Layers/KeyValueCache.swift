/// Keys and values of all tokens of a sequence so far, by layer.
final class KeyValueCache<S: Scalar>: Sendable {
  /// [capacity × keys] each.
  let keys: [Matrix<S>]
  let values: [Matrix<S>]
  let capacity: Int

  init(_ shape: DecoderShape, capacity: Int) {
    self.capacity = capacity
    keys = (0..<shape.layerCount).map { _ in Matrix(rows: capacity, columns: shape.keyColumns) }
    values = (0..<shape.layerCount).map { _ in Matrix(rows: capacity, columns: shape.keyColumns) }
  }

  static func bytes(_ shape: DecoderShape, capacity: Int) -> Int {
    2 * shape.layerCount * capacity * shape.keyColumns * MemoryLayout<S>.stride
  }
}
