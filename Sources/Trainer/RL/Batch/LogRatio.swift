#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// r = exp(log π − log π_old) of one token, with log r held within ±20 as in verl: e²⁰ is beyond any range that learns,
/// and exp of an unheld difference would be infinite.
struct LogRatio {
  static let limit = 20.0

  /// log r, held.
  let logarithm: Double
  /// r
  let value: Double
  /// log r was beyond the limit, so that the held ratio no longer moves with log π: d r / d log π = 0, not r.
  let isHeld: Bool

  /// `nil` where the difference is not a number: such a token teaches nothing.
  init?(_ difference: Double) {
    guard !difference.isNaN else { return nil }
    logarithm = min(max(difference, -Self.limit), Self.limit)
    value = exp(logarithm)
    isHeld = logarithm != difference
  }

  /// d r / d log π
  var slope: Double { isHeld ? 0 : value }
}

extension PolicyBatch {
  /// `nil` where a log-probability or the advantage is not a finite number.
  func ratio(at token: Int) -> LogRatio? {
    let (now, before) = (logProbabilities[token], oldLogProbabilities[token])
    guard now.isFinite, before.isFinite, advantages[token].isFinite else { return nil }
    return LogRatio(now - before)
  }
}
