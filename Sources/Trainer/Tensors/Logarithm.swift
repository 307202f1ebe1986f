#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

func naturalLogarithm(_ value: Double) -> Double { log(value) }

func naturalLogarithm<S: Scalar>(_ value: S) -> S {
  S.self == Float.self ? S(logf(Float(value))) : S(log(Double(value)))
}
