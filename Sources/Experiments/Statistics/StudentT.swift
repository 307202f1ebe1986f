import Foundation

/// Student's distribution, by the incomplete beta function.
public enum StudentT {
  /// P(T ≤ t).
  public static func cumulative(_ t: Double, degrees: Double) -> Double {
    guard t.isFinite else { return t > 0 ? 1 : 0 }
    let tail = 0.5 * incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5)
    return t > 0 ? 1 - tail : tail
  }

  /// The t below which a share of the distribution lies, by halving.
  public static func quantile(_ share: Double, degrees: Double) -> Double {
    precondition(share > 0 && share < 1 && degrees > 0, "a share within (0, 1)")
    var (low, high) = (-1.0, 1.0)
    while cumulative(low, degrees: degrees) > share { low *= 2 }
    while cumulative(high, degrees: degrees) < share { high *= 2 }
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if middle <= low || middle >= high { break }
      if cumulative(middle, degrees: degrees) < share { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// I_x(a, b), by Lentz's continued fraction on the side where it converges fast.
  private static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    guard x < (a + 1) / (a + b + 2) else { return 1 - front * fraction(1 - x, b, a) / b }
    return front * fraction(x, a, b) / a
  }

  private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    func held(_ value: Double) -> Double { value.magnitude < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / held(1 - (a + b) * x / (a + 1))
    var result = d
    for m in 1...500 {
      let n = Double(m)
      for step in [
        n * (b - n) * x / ((a + 2 * n - 1) * (a + 2 * n)),
        -(a + n) * (a + b + n) * x / ((a + 2 * n) * (a + 2 * n + 1)),
      ] {
        d = 1 / held(1 + step * d)
        c = held(1 + step / c)
        result *= c * d
      }
      if (c * d - 1).magnitude < 1e-15 { break }
    }
    return result
  }
}
