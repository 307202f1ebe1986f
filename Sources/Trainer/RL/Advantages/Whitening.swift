/// (x − mean) / sqrt(unbiased variance + 1e-8) over the tokens that count, of all rows together; 0 elsewhere (verl,
/// `masked_whiten`). The 1e-8 is part of the method there and keeps equal numbers from dividing by 0.
///
/// A single token has no variance and gets 0, where verl stops with an error.
///
/// - Parameters:
///   - values: [tokens]
///   - mask: [tokens]
func whitened(_ values: [Double], mask: [Bool]) -> [Double] {
  var count = 0
  var sum = 0.0
  for (value, counts) in zip(values, mask) where counts {
    count += 1
    sum += value
  }
  guard count > 1 else { return values.map { _ in 0 } }
  let mean = sum / Double(count)
  let squares = zip(values, mask).reduce(0.0) { $1.1 ? $0 + ($1.0 - mean) * ($1.0 - mean) : $0 }
  let scale = 1 / (squares / Double(count - 1) + 1e-8).squareRoot()
  return zip(values, mask).map { $1 ? ($0 - mean) * scale : 0 }
}
