/// Points at which functions are compared: of both signs and several sizes, with digits from a fixed seed; near and beyond
/// the numbers at which functions made of pieces change.
struct PointGenerator {
  struct Edges {
    /// Magnitudes around which to look, a few of them.
    private(set) var sizes: [Rational] = []
    /// Where linear arguments change their sign.
    private(set) var breaks: [Rational] = []
    /// Whether whole numbers are special.
    var hasSteps = false
    var isEmpty: Bool { sizes.isEmpty && breaks.isEmpty && !hasSteps }

    mutating func add(sizes values: [Rational]) {
      for value in values where sizes.count < 10 && !value.isZero && !sizes.contains(value) && value.bitWidth < 512 {
        sizes.append(value)
        if sizes.count < 10, !sizes.contains(value.inverse) { sizes.append(value.inverse) }
      }
    }

    mutating func add(break value: Rational) {
      if breaks.count < 8, !breaks.contains(value), value.bitWidth < 512 { breaks.append(value) }
    }
  }

  private enum Kind {
    /// From a range, with a random fraction.
    case between(Rational, Rational)
    /// On one side of this, which may be negative, within a quarter of its size.
    case beside(Rational, isBeyond: Bool)
    /// As above, but for one variable alone.
    case oneBeside(Rational, isBeyond: Bool, position: Int)
    case whole
  }

  private let variables: [Int32]
  private let whole: Set<Int32>
  private let kinds: [Kind]
  /// Points that every pair is tried at, before those near edges.
  private let usualPoints: Int
  /// Those at the beginning where whole variables are at most three.
  private let smallPoints: Int
  private var state: UInt64 = 0x9E37_79B9_7F4A_7C15
  private var number = 0

  var count: Int { kinds.count }

  init(variables: [Int32], whole: Set<Int32>, edges: Edges) {
    self.variables = variables
    self.whole = whole
    var kinds: [Kind] = [
      .between(1, 4), .between(-3, 3), .between(0, 1), .between(-4, -1), .between(5, 20), .between(-1, 1),
      .between(-20, -5), .between(-10, 10),
    ]
    // Products of many variables take their sign from each.
    if variables.count > 2 { kinds += [.between(-10, 10), .between(-3, 3), .between(-10, 10), .between(-30, 30)] }
    // One and two in all combinations, then some of one to three, and more points beyond.
    smallPoints = whole.isEmpty ? 0 : 2 << min(whole.count, 4)
    kinds = Array(repeating: .between(-10, 10), count: smallPoints) + kinds
    usualPoints = kinds.count
    // The largest of several may be any of them.
    if variables.count > 1 {
      for position in variables.indices.prefix(6) {
        kinds += [
          .oneBeside(30, isBeyond: true, position: position), .oneBeside(-30, isBeyond: true, position: position),
        ]
      }
    }
    if !edges.isEmpty {
      let far = Rational(1_000_000)
      kinds += [.between(far, far * 2), .between(far * -2, -far), .between(0, far.inverse)]
      for size in edges.sizes {
        for edge in [size, -size] { kinds += [.beside(edge, isBeyond: false), .beside(edge, isBeyond: true)] }
      }
      let breaks = edges.breaks.sorted()
      for (lower, upper) in zip(breaks, breaks.dropFirst()) { kinds.append(.between(lower, upper)) }
      for edge in breaks where !edge.isZero {
        kinds += [.beside(edge, isBeyond: false), .beside(edge, isBeyond: true)]
        guard variables.count > 1 else { continue }
        for position in variables.indices.prefix(3) {
          kinds += [
            .oneBeside(edge, isBeyond: false, position: position), .oneBeside(edge, isBeyond: true, position: position),
          ]
        }
      }
      if edges.hasSteps { kinds += [.whole, .whole, .whole] }
    }
    self.kinds = kinds
  }

  mutating func next() -> [Int32: Rational] {
    var point: [Int32: Rational] = [:]
    let kind = kinds[number % kinds.count]
    // Whole variables among those before.
    var place = 0
    for (position, variable) in variables.enumerated() {
      if whole.contains(variable) {
        point[variable] = wholeValue(kind, position, place)
        place += 1
      } else {
        point[variable] = value(kind, position)
      }
    }
    number += 1
    return point
  }

  private mutating func wholeValue(_ kind: Kind, _ position: Int, _ place: Int) -> Rational {
    if number < smallPoints / 2 { return Rational(1 + (place < 4 ? number >> place & 1 : Int(draw() & 1))) }
    // Remainders by three and more want to be met before powers grow beyond what can be told.
    if number < smallPoints { return Rational(1 + Int(draw() % 3)) }
    if number >= usualPoints { return Rational(value(kind, position).floor) }
    // Variables come in the order in which the texts name them, as n before k.
    let span = max(4, 9 - 2 * position)
    return Rational(1 + Int(draw() % UInt64(span)) + (position == 0 ? (number - smallPoints) / 2 : 0))
  }

  private mutating func value(_ kind: Kind, _ position: Int) -> Rational {
    let fraction = Rational(Int(draw() >> 24) | 1, 1 << 40)
    switch kind {
    case .between(let lower, let upper): return lower + fraction * (upper - lower)
    case .beside(let edge, let isBeyond):
      let gap = fraction * Rational(1, 4)
      return edge * (isBeyond ? .one + gap : .one - gap)
    case .oneBeside(let edge, let isBeyond, let only):
      return position == only ? value(.beside(edge, isBeyond: isBeyond), 0) : fraction * 6 - Rational(3)
    case .whole: return Rational(Int(draw() % 41) - 20)
    }
  }

  /// SplitMix64.
  private mutating func draw() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
