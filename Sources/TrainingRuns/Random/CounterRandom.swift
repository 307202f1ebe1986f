import Glibc

/// Random numbers that follow from a seed, the names of a stream, and a place in it: nothing else.
///
/// A stream for each thing that is random (a step's prompt's rollout, a layer's weights) keeps them independent, in
/// whatever order and on however many threads they are drawn. ``position`` alone resumes a stream exactly.
///
/// ```swift
/// var random = CounterRandom(seed: 17, stream: step, prompt, rollout)
/// let first = random.uniform()
/// ```
///
/// Each call takes one Philox4x32-10 block of 128 bits. Key and upper counter half are two different mixes of seed
/// and stream (128 bits, so that streams do not meet), the lower counter half is the position.
public struct CounterRandom: RandomNumberGenerator, Sendable, Hashable {
  private let key: SIMD2<UInt32>
  private let stream: SIMD2<UInt32>
  /// Blocks taken so far.
  public var position: UInt64 = 0

  /// - Parameters:
  ///   - seed: the run's.
  ///   - stream: any numbers that name the stream; `(1)` and `(1, 0)` are two.
  public init(seed: UInt64, stream: UInt64...) { self.init(seed: seed, stream: stream) }

  public init(seed: UInt64, stream: [UInt64]) {
    var first = SplitMix.mixed(seed &+ SplitMix.increment)
    var second = SplitMix.mixed(seed ^ 0x6A09_E667_F3BC_C908)
    for name in stream + [UInt64(stream.count)] {
      first = SplitMix.mixed((first ^ name) &+ SplitMix.increment)
      second = SplitMix.mixed((second &+ name) &* 0xD1B5_4A32_D192_ED03 ^ SplitMix.increment)
    }
    key = Self.halves(first)
    self.stream = Self.halves(second)
  }

  /// 64 random bits; the position moves on.
  public mutating func next() -> UInt64 { take().0 }

  /// A number in [0, 1): a multiple of 2⁻⁵³.
  public mutating func uniform() -> Double { Self.uniform(take().0) }

  /// A number of the normal distribution (mean 0, standard deviation 1), by Box and Muller.
  public mutating func gaussian() -> Double {
    let (first, second) = take()
    // 1 − u is in (0, 1], whose logarithm is finite.
    return (-2 * log(1 - Self.uniform(first))).squareRoot() * cos(2 * .pi * Self.uniform(second))
  }

  /// A number below `bound`, all equally likely.
  public mutating func below(_ bound: UInt64) -> UInt64 {
    precondition(bound > 0, "nothing is below 0")
    while true {
      let product = next().multipliedFullWidth(by: bound)
      // The few low parts that would make some results likelier (Lemire, 2019).
      if product.low >= bound || product.low >= (0 &- bound) % bound { return product.high }
    }
  }

  /// The two words of the block at a place; the position stays.
  public func words(at position: UInt64) -> (UInt64, UInt64) {
    let place = Self.halves(position)
    let block = Philox.block(counter: SIMD4(place.x, place.y, stream.x, stream.y), key: key)
    return (UInt64(block.y) << 32 | UInt64(block.x), UInt64(block.w) << 32 | UInt64(block.z))
  }

  private mutating func take() -> (UInt64, UInt64) {
    defer { position &+= 1 }
    return words(at: position)
  }

  private static func uniform(_ word: UInt64) -> Double { Double(word >> 11) * 0x1p-53 }

  private static func halves(_ word: UInt64) -> SIMD2<UInt32> {
    SIMD2(UInt32(truncatingIfNeeded: word), UInt32(truncatingIfNeeded: word >> 32))
  }
}
