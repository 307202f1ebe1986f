internal import BigInt

/// Whole numbers taken apart into primes, as far as a bounded search finds them.
enum Factorization {
  struct PrimePower: Sendable, Hashable {
    var base: BigInt
    var exponent: Int
    /// Whether the base is a prime for sure; else it is what was left.
    var isPrime: Bool
  }

  private static let largestDivisor = 4096
  /// Longer numbers stay as they are.
  private static let largestWidth = 2048

  /// - Precondition: the value is positive.
  static func factors(of value: BigInt) -> [PrimePower] {
    if let small = Int(exactly: value) { return factors(of: small) }
    guard value.magnitude.bitWidth <= largestWidth else {
      return [PrimePower(base: value, exponent: 1, isPrime: false)]
    }
    var rest = value
    var found: [PrimePower] = []
    for prime in smallPrimes {
      var exponent = 0
      while true {
        let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: BigInt(prime))
        if remainder != 0 { break }
        rest = quotient
        exponent += 1
      }
      if exponent > 0 { found.append(PrimePower(base: BigInt(prime), exponent: exponent, isPrime: true)) }
      if let small = Int(exactly: rest) { return found + factors(of: small) }
    }
    return found + perfectPower(rest)
  }

  private static func factors(of value: Int) -> [PrimePower] {
    var rest = value
    var found: [PrimePower] = []
    func divide(by divisor: Int) {
      var exponent = 0
      while rest % divisor == 0 {
        rest /= divisor
        exponent += 1
      }
      if exponent > 0 { found.append(PrimePower(base: BigInt(divisor), exponent: exponent, isPrime: true)) }
    }
    divide(by: 2)
    divide(by: 3)
    var divisor = 5
    while divisor <= largestDivisor, divisor * divisor <= rest {
      divide(by: divisor)
      divide(by: divisor + 2)
      divisor += 6
    }
    if rest > 1 {
      if rest / divisor < divisor {
        found.append(PrimePower(base: BigInt(rest), exponent: 1, isPrime: true))
      } else {
        found += perfectPower(BigInt(rest))
      }
    }
    return found
  }

  /// A number without small factors: a square or cube where it is one.
  private static func perfectPower(_ value: BigInt) -> [PrimePower] {
    if value == 1 { return [] }
    for exponent in [2, 3, 5] where value.magnitude.bitWidth <= 8192 {
      if let root = exactRoot(value, exponent) {
        return factorsOfRoot(root, exponent)
      }
    }
    return [PrimePower(base: value, exponent: 1, isPrime: false)]
  }

  private static func factorsOfRoot(_ root: BigInt, _ exponent: Int) -> [PrimePower] {
    perfectPower(root).map { PrimePower(base: $0.base, exponent: $0.exponent * exponent, isPrime: $0.isPrime) }
  }

  /// The root of a non-negative whole number, if it is whole.
  static func exactRoot(_ value: BigInt, _ degree: Int) -> BigInt? {
    if value == 0 || value == 1 { return value }
    let bits = value.magnitude.bitWidth
    var root = BigInt(1) << ((bits + degree - 1) / degree)
    while true {
      // Newton's step from above.
      let next = (root * BigInt(degree - 1) + value / root.power(degree - 1)) / BigInt(degree)
      if next >= root { break }
      root = next
    }
    return root.power(degree) == value ? root : nil
  }

  private static let smallPrimes: [Int] = {
    var primes: [Int] = []
    for candidate in 2..<256 where primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
    return primes
  }()
}
