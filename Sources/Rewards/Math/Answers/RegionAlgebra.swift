/// Unions, intersections and complements of sets of real numbers.
struct RegionAlgebra {
  let algebra: Algebra

  /// -1, 0 or 1; `nil` where the ends cannot be compared.
  func compare(_ left: Interval.End, _ right: Interval.End) throws(AlgebraError) -> Int? {
    switch (left, right) {
    case (.infinite(let a), .infinite(let b)): return a == b ? 0 : (a ? -1 : 1)
    case (.infinite(let isNegative), .finite): return isNegative ? -1 : 1
    case (.finite, .infinite(let isNegative)): return isNegative ? 1 : -1
    case (.finite(let a), .finite(let b)):
      if a == b { return 0 }
      let gap = try algebra.difference(a, b)
      if gap.isZero { return 0 }
      guard algebra.isConstant(gap) else { return nil }
      if let sign = try algebra.numericSign(gap) { return sign }
      if case .equal = try ScalarComparison(algebra: algebra).compare(a, b) { return 0 }
      return nil
    }
  }

  func point(_ value: Scalar) -> Interval {
    Interval(lower: .finite(value), upper: .finite(value), includesLower: true, includesUpper: true)
  }

  /// The union of intervals in any order; as they stand if their ends cannot be compared.
  func union(_ intervals: [Interval]) throws(AlgebraError) -> Region {
    guard intervals.count <= 400 else { throw .budget }
    var kept: [Interval] = []
    for interval in intervals {
      guard let order = try compare(interval.lower, interval.upper) else {
        return Region(intervals: intervals, isOrdered: false)
      }
      if order < 0 || (order == 0 && interval.includesLower && interval.includesUpper) { kept.append(interval) }
    }
    // Insertion keeps the comparisons few and lets each of them fail.
    var sorted: [Interval] = []
    for interval in kept {
      var position = sorted.count
      while position > 0 {
        guard let order = try compare(sorted[position - 1].lower, interval.lower) else {
          return Region(intervals: intervals, isOrdered: false)
        }
        let before = order < 0 || (order == 0 && (sorted[position - 1].includesLower || !interval.includesLower))
        if before { break }
        position -= 1
      }
      sorted.insert(interval, at: position)
    }
    var merged: [Interval] = []
    for interval in sorted {
      guard var last = merged.last else {
        merged.append(interval)
        continue
      }
      guard let gap = try compare(last.upper, interval.lower), let ends = try compare(last.upper, interval.upper) else {
        return Region(intervals: intervals, isOrdered: false)
      }
      if gap < 0 || (gap == 0 && !last.includesUpper && !interval.includesLower) {
        merged.append(interval)
        continue
      }
      if ends < 0 {
        (last.upper, last.includesUpper) = (interval.upper, interval.includesUpper)
      } else if ends == 0 {
        last.includesUpper = last.includesUpper || interval.includesUpper
      }
      merged[merged.count - 1] = last
    }
    return Region(intervals: merged, isOrdered: true)
  }

  func intersection(_ left: Region, _ right: Region) throws(AlgebraError) -> Region {
    guard left.intervals.count * right.intervals.count <= 400 else { throw .budget }
    var result: [Interval] = []
    for a in left.intervals {
      for b in right.intervals {
        guard let lower = try compare(a.lower, b.lower), let upper = try compare(a.upper, b.upper) else {
          throw .unsupported("ends of intervals that cannot be compared")
        }
        result.append(
          Interval(
            lower: lower >= 0 ? a.lower : b.lower, upper: upper <= 0 ? a.upper : b.upper,
            includesLower: lower > 0
              ? a.includesLower : (lower < 0 ? b.includesLower : a.includesLower && b.includesLower),
            includesUpper: upper < 0
              ? a.includesUpper : (upper > 0 ? b.includesUpper : a.includesUpper && b.includesUpper)
          ))
      }
    }
    return try union(result)
  }

  func complement(_ region: Region) throws(AlgebraError) -> Region {
    guard region.isOrdered else { throw .unsupported("a complement of intervals that cannot be compared") }
    var result: [Interval] = []
    var lower = Interval.End.infinite(isNegative: true)
    var includesLower = false
    for interval in region.intervals {
      result.append(
        Interval(
          lower: lower, upper: interval.lower, includesLower: includesLower, includesUpper: !interval.includesLower))
      (lower, includesLower) = (interval.upper, !interval.includesUpper)
    }
    result.append(
      Interval(
        lower: lower, upper: .infinite(isNegative: false), includesLower: includesLower, includesUpper: false))
    // An infinite end is never included.
    return try union(
      result.filter { $0.lower != .infinite(isNegative: false) && $0.upper != .infinite(isNegative: true) })
  }

  func difference(_ left: Region, _ right: Region) throws(AlgebraError) -> Region {
    try intersection(left, try complement(right))
  }
}
