/// Mean and spread of a few numbers.
public struct Spread: Sendable, Hashable {
  public let count: Int
  public let mean: Double
  /// Unbiased; `nil` for one number.
  public let standardDeviation: Double?

  /// - Returns: `nil` without numbers.
  public init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    count = values.count
    self.mean = mean
    standardDeviation =
      values.count < 2
      ? nil : (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
  }

  /// The smallest true difference that a paired t test of so many differences with this spread would have found in 80 of
  /// 100 experiments, at 5 % two-sided: (t of 0.975 + t of 0.8) · deviation / √n.
  ///
  /// The sum of two quantiles of the central distribution stands for the noncentral one; for three and more differences
  /// that is right within a tenth.
  public var detectableDifference: Double? {
    guard count > 1, let standardDeviation else { return nil }
    let degrees = Double(count - 1)
    return (StudentT.quantile(0.975, degrees: degrees) + StudentT.quantile(0.8, degrees: degrees)) * standardDeviation
      / Double(count).squareRoot()
  }
}
