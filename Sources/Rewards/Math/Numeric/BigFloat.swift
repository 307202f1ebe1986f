internal import BigInt

/// A binary floating-point number of any length: a sign, the words of a fraction and an exponent.
///
/// The fraction is at least a half and below one: the highest bit of its last word is set. Its lowest word is not zero,
/// so that small integers have one word whatever the precision. Zero has no words.
struct BigFloat: Sendable, Hashable {
  private(set) var isNegative: Bool
  /// The lowest first.
  private(set) var limbs: [UInt]
  /// The value is the fraction times `2^exponent`.
  private(set) var exponent: Int

  static let zero = BigFloat(isNegative: false, limbs: [], exponent: 0)
  static let one = BigFloat(1)

  private init(isNegative: Bool, limbs: [UInt], exponent: Int) {
    self.isNegative = isNegative
    self.limbs = limbs
    self.exponent = exponent
  }

  init(_ value: Int) {
    let size = value.magnitude
    let zeros = size.leadingZeroBitCount
    self.init(
      isNegative: value < 0, limbs: size == 0 ? [] : [size << UInt(zeros)],
      exponent: size == 0 ? 0 : UInt.bitWidth - zeros)
  }

  /// - Precondition: the number is finite.
  init(_ value: Double) {
    if value == 0 {
      self = .zero
    } else {
      let significand = UInt(value.significand * 0x1p52) << 11
      self.init(isNegative: value < 0, limbs: [significand], exponent: Int(value.exponent) + 1)
    }
  }

  init(_ bound: Bound) {
    self.init(
      isNegative: false, limbs: bound.isZero ? [] : [UInt(bound.mantissa) << 32],
      exponent: bound.isZero ? 0 : bound.exponent + 32)
  }

  /// The number and a bound of what was cut off.
  struct Rounded {
    var value: BigFloat
    var error: Bound
  }

  /// The integer, cut off after that many words.
  static func rounded(_ value: BigInt, limbs: Int) -> Rounded {
    let words = value.magnitude.words
    let kept = words.suffix(limbs + 1)
    var isInexact = false
    for word in words.dropLast(kept.count) where word != 0 {
      isInexact = true
      break
    }
    let result = Limbs.withScratch(kept.count) { scratch in
      for (i, word) in kept.enumerated() { scratch[i] = word }
      return rounded(
        value.sign == .minus, scratch, kept.count, exponent: words.count * UInt.bitWidth, limbs: limbs)
    }
    return isInexact ? result.value.cut(limbs) : result
  }

  /// The number with words of a fraction, not normalised, cut off after that many words.
  static func rounded(
    _ isNegative: Bool, _ fraction: Limbs.Source, _ count: Int, exponent: Int, limbs: Int
  ) -> Rounded {
    var top = count
    while top > 0, fraction[top - 1] == 0 { top -= 1 }
    if top == 0 { return Rounded(value: .zero, error: .zero) }
    let shift = UInt(fraction[top - 1].leadingZeroBitCount)
    let newExponent = exponent - (count - top) * UInt.bitWidth - Int(shift)
    var bottom = max(0, top - limbs)
    var isInexact = false
    if bottom > 0 {
      // The word below the last one kept fills it up; what is left of it and all under it is cut off.
      isInexact = fraction[bottom - 1] &<< shift != 0 || !Limbs.isZero(fraction, bottom - 1)
    }
    func limb(_ i: Int) -> UInt {
      if shift == 0 || i == 0 { return fraction[i] &<< shift }
      return fraction[i] &<< shift | fraction[i - 1] &>> (64 - shift)
    }
    while limb(bottom) == 0 { bottom += 1 }
    let length = top - bottom
    let words = [UInt](unsafeUninitializedCapacity: length) { buffer, initialized in
      for i in 0..<length { buffer[i] = limb(bottom + i) }
      initialized = length
    }
    let value = BigFloat(isNegative: isNegative, limbs: words, exponent: newExponent)
    return isInexact ? value.cut(limbs) : Rounded(value: value, error: .zero)
  }

  /// This number as one whose rest after that many words was cut off.
  private func cut(_ limbs: Int) -> Rounded {
    Rounded(value: self, error: .powerOfTwo(exponent - limbs * UInt.bitWidth))
  }

  func rounded(limbs count: Int) -> Rounded {
    if limbs.count <= count { return Rounded(value: self, error: .zero) }
    return limbs.withUnsafeBufferPointer { words in
      BigFloat.rounded(
        isNegative, words.baseAddress.unsafelyUnwrapped, words.count, exponent: exponent, limbs: count)
    }
  }

  // MARK: What is known

  var isZero: Bool { limbs.isEmpty }

  /// Bounds of the magnitude.
  var above: Bound {
    guard let top = limbs.last else { return .zero }
    let isExact = limbs.count == 1 && top & 0xffff_ffff == 0
    return Bound(above: UInt64(top >> 32) + (isExact ? 0 : 1), exponent: exponent - 32)
  }

  var below: Bound {
    guard let top = limbs.last else { return .zero }
    return Bound(below: UInt64(top >> 32), exponent: exponent - 32)
  }

  /// The fraction times `2^exponent`, for another exponent; zero or infinite beyond the machine's range.
  func double(exponent: Int) -> Double {
    guard let top = limbs.last else { return 0 }
    // The lowest bits are dropped, so that the conversion rounds nothing.
    let size = Double(sign: .plus, exponent: exponent - 53, significand: Double(top >> 11))
    return isNegative ? -size : size
  }

  var double: Double { double(exponent: exponent) }

  var integer: Int? {
    if limbs.isEmpty { return 0 }
    guard limbs.count == 1, exponent > 0, exponent <= 63 else { return nil }
    let shift = UInt(UInt.bitWidth - exponent)
    let size = limbs[0] >> shift
    guard size << shift == limbs[0] else { return nil }
    return isNegative ? -Int(size) : Int(size)
  }

  var negated: BigFloat { BigFloat(isNegative: !isNegative && !isZero, limbs: limbs, exponent: exponent) }
  var magnitude: BigFloat { BigFloat(isNegative: false, limbs: limbs, exponent: exponent) }

  func scaled(by power: Int) -> BigFloat {
    isZero ? self : BigFloat(isNegative: isNegative, limbs: limbs, exponent: exponent + power)
  }

  /// The magnitude in fixed point: words of the fraction and of the integer part, the rest cut off.
  ///
  /// - Precondition: the integer part fits.
  /// - Returns: whether nothing was cut off.
  @discardableResult
  func store(_ target: Limbs.Target, fraction: Int, whole: Int) -> Bool {
    let count = fraction + whole
    for i in 0..<count { target[i] = 0 }
    if isZero { return true }
    // Where the bit below the lowest word's lowest one lies, in bits from the target's lowest one.
    let start = exponent + (fraction - limbs.count) * UInt.bitWidth
    let (offset, shift) = (start >> 6, UInt(start & 63))
    var isExact = true
    for (i, word) in limbs.enumerated() {
      let place = offset + i
      let (low, high) = (word &<< shift, shift == 0 ? 0 : word &>> (64 - shift))
      if place >= 0 { target[place] |= low } else if low != 0 { isExact = false }
      if high != 0 {
        if place + 1 >= 0 { target[place + 1] |= high } else { isExact = false }
      }
    }
    return isExact
  }

  /// The largest integer that is not above the value.
  var floor: BigFloat {
    if isZero { return self }
    if exponent <= 0 { return isNegative ? BigFloat(-1) : .zero }
    let bits = limbs.count * UInt.bitWidth
    if exponent >= bits { return self }
    let whole = (exponent + UInt.bitWidth - 1) / UInt.bitWidth
    return Limbs.withScratch(whole) { scratch in
      let isWhole = store(scratch, fraction: 0, whole: whole)
      let size = BigFloat.rounded(isNegative, scratch, whole, exponent: whole * UInt.bitWidth, limbs: whole).value
      if isWhole || !isNegative { return size }
      return BigFloat.sum(size, BigFloat(-1), limbs: whole + 1).value
    }
  }
}
