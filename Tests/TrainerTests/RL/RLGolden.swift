import Foundation
import Testing

@testable import Trainer

/// Files of testdata/rl.
enum RLGolden {
  static func decode<T: Decodable>(_ name: String) throws -> T {
    var folder = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { folder.deleteLastPathComponent() }
    return try JSONDecoder().decode(
      T.self, from: Data(contentsOf: folder.appendingPathComponent("testdata/rl/\(name)")))
  }
}

/// Rows of equal length, some of whose last tokens do not count.
struct Padded {
  let mask: [[Double]]
  var layout: TokenLayout { get throws { try TokenLayout(lengths: mask.map(\.count)) } }
  var flatMask: [Bool] { mask.joined().map { $0 != 0 } }

  /// 0 where the mask is.
  func masked(_ values: [Double]) -> [Double] { zip(values, flatMask).map { $1 ? $0 : 0 } }
}

extension [[Double]] {
  var flat: [Double] { flatMap { $0 } }
}

/// The number furthest from `expected` beyond absolute + relative · |expected|, as text; `nil` if all are near.
func difference(
  _ found: [Double]?, _ expected: [Double]?, absolute: Double = 1e-9, relative: Double = 1e-8
) -> String? {
  guard let found, let expected, found.count == expected.count else {
    return found == nil && expected == nil ? nil : "\(found?.count ?? -1) numbers for \(expected?.count ?? -1)"
  }
  var worst: (excess: Double, text: String)?
  for (index, (a, b)) in zip(found, expected).enumerated() {
    let excess = (a - b).magnitude - (absolute + relative * b.magnitude)
    if !(excess <= 0), excess > worst?.excess ?? -.infinity || excess.isNaN {
      worst = (excess, "[\(index)]: \(a) for \(b)")
    }
  }
  return worst?.text
}

/// As trainer.md wants it of methods.json where it holds values.
func valueDifference(_ found: [Double]?, _ expected: [Double]?) -> String? {
  difference(found, expected, absolute: 1e-9, relative: 0)
}

/// And where it holds finite differences.
func gradientDifference(_ found: [Double]?, _ expected: [Double]?) -> String? {
  difference(found, expected, absolute: 1e-8, relative: 1e-5)
}
