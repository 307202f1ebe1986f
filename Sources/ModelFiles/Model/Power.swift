#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension RopeScaling {
  static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
}
