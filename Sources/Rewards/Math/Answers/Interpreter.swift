internal import BigInt

/// Works out what an expression means: names, units and brackets here, values in ``Interpreter/scalar(_:)``.
struct Interpreter {
  let algebra: Algebra
  /// Values of bound variables, as in a sum that is being written out.
  var bound: [String: Scalar] = [:]
  /// Which of the two signs `±` stands for in the value being read.
  var sign = 1

  init(algebra: Algebra) { self.algebra = algebra }

  var regions: RegionAlgebra { RegionAlgebra(algebra: algebra) }

  func answer(_ expression: Expression) throws(AlgebraError) -> Answer {
    switch expression {
    case .list(let items): return try list(items)
    case .alternatives(let items): return try joined(items, isIntersection: false)
    case .conjunction(let items): return try joined(items, isIntersection: true)
    case .bracketed(let items, let open, let close): return try bracketed(items, open, close)
    case .set(let items): return .set(try flattened(items))
    case .setBuilder(let element, let conditions): return try built(element, conditions)
    case .matrix(let rows): return try matrix(rows)
    case .union(let left, let right):
      return try combined(left, right) { (a, b) throws(AlgebraError) in
        try self.regions.union(a.intervals + b.intervals)
      }
    case .intersection(let left, let right):
      return try combined(left, right) { (a, b) throws(AlgebraError) in
        try self.regions.intersection(a, b)
      }
    case .setDifference(let left, let right):
      return try combined(left, right) { (a, b) throws(AlgebraError) in
        try self.regions.difference(a, b)
      }
    case .numberSet(.reals): return .region(.line)
    case .numberSet(let set): return .numberSet(set)
    case .emptySet: return .set([])
    case .ratio(let parts): return try ratio(parts)
    case .modular(let statement, let modulus): return try residue(statement, modulus)
    case .piecewise(let rows): return try piecewise(rows)
    case .relation(let first, let comparisons): return try relation(first, comparisons)
    case .labelled(let label, let value): return .named(AnswerName(text: label), try answer(value))
    case .conditioned(let statement, _): return try answer(statement)
    case .text(let text): return WordMeaning.answer(text) ?? .text(text)
    case .circled(let number): return .circled(number)
    case .clock(let hours, let minutes, let seconds): return .clock(hours: hours, minutes: minutes, seconds: seconds)
    case .date(let year, let month, let day): return .date(year: year, month: month, day: day)
    case .percent(let value): return .percent(try scalar(value))
    case .quantity(let value, let unit): return .quantity(try scalar(value), unit)
    case .angle: return try angle(expression)
    case .counted(let value, let label): return .counted(try scalar(value), label)
    case .negated(let value): return try negated(value)
    case .sum(let left, let right), .difference(let left, let right):
      if let sum = try sumOfQuantities(expression, left, right) { return sum }
      if case .difference = expression, Interpreter.isSet(left) { return try answer(.setDifference(left, right)) }
      return try arithmetic(expression)
    default: return try arithmetic(expression)
    }
  }

  // MARK: Values

  /// A value, or the values that its signs `±` give.
  func arithmetic(_ expression: Expression) throws(AlgebraError) -> Answer {
    if let infinity = infinity(expression) { return infinity }
    var (hasQuantity, hasMatrix, hasBothSigns) = (false, false, false)
    _ = expression.contains { part in
      switch part {
      case .quantity: hasQuantity = true
      case .matrix: hasMatrix = true
      case .plusMinus: hasBothSigns = true
      default: break
      }
      return false
    }
    if hasQuantity, let quantity = try measured(expression) { return quantity }
    if hasMatrix { return try matrixValue(expression) }
    if hasBothSigns {
      var other = self
      other.sign = -1
      let (first, second) = (try scalar(expression), try other.scalar(expression))
      return first == second ? .value(first) : .list([.value(first), .value(second)])
    }
    return .value(try scalar(expression))
  }

  func infinity(_ expression: Expression) -> Answer? {
    switch expression {
    case .constant(.infinity): .infinity(isNegative: false)
    case .negated(.constant(.infinity)): .infinity(isNegative: true)
    default: nil
    }
  }

  private func negated(_ value: Expression) throws(AlgebraError) -> Answer {
    switch value {
    case .quantity(let amount, let unit): return .quantity(algebra.negated(try scalar(amount)), unit)
    case .percent(let amount): return .percent(algebra.negated(try scalar(amount)))
    case .counted(let amount, let label): return .counted(algebra.negated(try scalar(amount)), label)
    case .angle:
      if case .quantity(let amount, let unit) = try angle(value) { return .quantity(algebra.negated(amount), unit) }
      return try arithmetic(.negated(value))
    case .bracketed(let items, _, _) where items.count > 1:
      // Minus a tuple is that of the negated components; minus an interval is no answer.
      guard case .tuple(let parts) = try answer(value) else { throw .unsupported("a sign before an interval") }
      return .tuple(
        try parts.map { part throws(AlgebraError) in
          guard case .value(let scalar) = part else { throw .unsupported("a sign before a tuple") }
          return .value(algebra.negated(scalar))
        })
    default: return try arithmetic(.negated(value))
    }
  }

  /// `x ≡ 8 (mod 5)` is `x ≡ 3 (mod 5)`.
  private func residue(_ statement: Expression, _ modulus: Expression) throws(AlgebraError) -> Answer {
    let modulus = try scalar(modulus)
    switch statement {
    case .relation(let first?, let comparisons) where comparisons.count == 1:
      guard [.congruent, .equal].contains(comparisons[0].sign) else {
        throw .unsupported("a modulus of another relation")
      }
      let value = Answer.residue(try reduced(try scalar(comparisons[0].side), modulus), modulus: modulus)
      if let name = try name(first) { return .named(name, value) }
      return .statement(.congruent, [.residue(try reduced(try scalar(first), modulus), modulus: modulus), value])
    default: return .residue(try reduced(try scalar(statement), modulus), modulus: modulus)
    }
  }

  private func reduced(_ value: Scalar, _ modulus: Scalar) throws(AlgebraError) -> Scalar {
    guard let a = value.rational, let b = modulus.rational, a.isInteger, b.isInteger, b.sign > 0 else { return value }
    return try algebra.remainder(value, modulus)
  }

  /// Values with their conditions, in any order.
  private func piecewise(_ rows: [[Expression]]) throws(AlgebraError) -> Answer {
    var pieces: [Answer] = []
    for row in rows {
      var parts: [Answer] = []
      for part in row { parts.append(try answer(part)) }
      pieces.append(.tuple(parts))
    }
    return .set(pieces)
  }

  private func ratio(_ parts: [Expression]) throws(AlgebraError) -> Answer {
    var values: [Scalar] = []
    for part in parts { values.append(try scalar(part)) }
    return .ratio(values)
  }

  /// Whether an expression is written as a set.
  private static func isSet(_ expression: Expression) -> Bool {
    switch expression {
    case .set, .setBuilder, .union, .intersection, .setDifference, .numberSet, .emptySet: true
    case .bracketed(let items, let open, let close): items.count == 2 && (open == .square || close == .square)
    default: false
    }
  }

  // MARK: Collections

  /// Items, with those of lists among them, and with every value of a sign `±`.
  func flattened(_ items: [Expression]) throws(AlgebraError) -> [Answer] {
    guard items.count <= 2000 else { throw .budget }
    var result: [Answer] = []
    for item in items {
      let answer = try answer(item)
      if case .list(let inner) = answer, item.items == nil { result += inner } else { result.append(answer) }
    }
    return result
  }

  private func list(_ items: [Expression], isDistinct: Bool = false) throws(AlgebraError) -> Answer {
    // "2kπ, k ∈ ℤ" is one item and what it says of its parameter.
    let statements = items.filter { !Interpreter.declaresParameter($0) }
    var parts = try flattened(statements.isEmpty ? items : statements)
    // Braces make a set, in which nothing counts twice.
    if isDistinct { parts = try AnswerComparison(interpreter: self).distinct(parts) }
    if parts.count == 1 { return parts[0] }
    if let region = try commonRegion(parts, isIntersection: nil) { return region }
    return Interpreter.distributed(.list(Interpreter.grouped(parts)))
  }

  /// `x < 1 or x > 2`, `x > 1 and x < 2`
  private func joined(_ items: [Expression], isIntersection: Bool) throws(AlgebraError) -> Answer {
    let parts = try flattened(items)
    if let region = try commonRegion(parts, isIntersection: isIntersection) { return region }
    var distinct: [Answer] = []
    for part in parts where !distinct.contains(part) { distinct.append(part) }
    // "7 or 7" says 7.
    if !isIntersection, distinct.count == 1 { return distinct[0] }
    return Interpreter.distributed(.list(Interpreter.grouped(parts)))
  }

  /// `p = 5, q = 2 and p = 7, q = 2` are two solutions: where the first name comes again another one begins.
  private static func grouped(_ parts: [Answer]) -> [Answer] {
    var names: [String] = []
    for part in parts {
      guard case .named(let name, _) = part else { return parts }
      names.append(name.text)
    }
    guard let length = names.dropFirst().firstIndex(of: names[0]), length > 1, names.count % length == 0 else {
      return parts
    }
    for (index, name) in names.enumerated() where name != names[index % length] { return parts }
    return stride(from: 0, to: parts.count, by: length).map { .list(Array(parts[$0..<($0 + length)])) }
  }

  /// `n = 1, 2, 3` names all of its items.
  private static func distributed(_ answer: Answer) -> Answer {
    guard case .list(let items) = answer, items.count > 1, case .named(let name, let first) = items[0],
      !items.dropFirst().contains(where: { if case .named = $0 { true } else { false } })
    else { return answer }
    if case .text = first { return answer }
    return .named(name, .list([first] + items.dropFirst()))
  }

  private static func declaresParameter(_ item: Expression) -> Bool {
    if case .relation(.symbol?, let comparisons) = item, comparisons.count == 1, comparisons[0].sign == .element {
      switch comparisons[0].side {
      case .numberSet, .symbol: return true
      default: return false
      }
    }
    return false
  }

  /// The region that statements about one variable describe together, if one of them is an inequality.
  private func commonRegion(_ parts: [Answer], isIntersection: Bool?) throws(AlgebraError) -> Answer? {
    var name: AnswerName? = nil
    var regions: [Region] = []
    var hasRegion = false
    for part in parts {
      guard case .named(let partName, let value) = part, name == nil || name == partName else { return nil }
      name = partName
      switch value {
      case .region(let region):
        hasRegion = true
        regions.append(region)
      case .value(let value) where isIntersection != true:
        regions.append(Region(intervals: [self.regions.point(value)], isOrdered: true))
      default: return nil
      }
    }
    guard let name, hasRegion, regions.count > 1 else { return nil }
    let union = try self.regions.union(regions.flatMap(\.intervals))
    if isIntersection == false { return .named(name, .region(union)) }
    var common = regions[0]
    for region in regions.dropFirst() { common = try self.regions.intersection(common, region) }
    // A comma joins conditions unless they exclude each other.
    if isIntersection == nil, common.intervals.isEmpty { return .named(name, .region(union)) }
    return .named(name, .region(common))
  }

  private func bracketed(
    _ items: [Expression], _ open: Bracket, _ close: Bracket
  ) throws(AlgebraError) -> Answer {
    if open == .group { return try list(items, isDistinct: true) }
    if items.count == 1 {
      guard open == close else { throw .unsupported("brackets that do not match around one value") }
      return try answer(items[0])
    }
    if let rows = Interpreter.nestedRows(items, open, close) { return try matrix(rows) }
    let isInterval = items.count == 2 && (open == .square || close == .square)
    if isInterval || (items.count == 2 && items.contains(where: { infinity($0) != nil })),
      let interval = try interval(items[0], items[1], includesLower: open == .square, includesUpper: close == .square)
    {
      return .interval(interval)
    }
    var choices: [[Answer]] = [[]]
    for item in items {
      let value = try answer(item)
      var values = [value]
      if case .list(let several) = value, item.items == nil { values = several }
      guard choices.count * values.count <= 64 else { throw .budget }
      choices = choices.flatMap { head in values.map { head + [$0] } }
    }
    if choices.count == 1 { return .tuple(choices[0]) }
    return .list(choices.map { .tuple($0) })
  }

  /// `[[1, 2], [3, 4]]` as a matrix.
  private static func nestedRows(_ items: [Expression], _ open: Bracket, _ close: Bracket) -> [[Expression]]? {
    guard open == .square, close == .square else { return nil }
    var rows: [[Expression]] = []
    for item in items {
      guard case .bracketed(let row, .square, .square) = item, rows.isEmpty || rows[0].count == row.count else {
        return nil
      }
      rows.append(row)
    }
    return rows
  }

  func interval(
    _ lower: Expression, _ upper: Expression, includesLower: Bool, includesUpper: Bool
  ) throws(AlgebraError) -> Interval? {
    guard let a = try end(lower), let b = try end(upper) else { return nil }
    var interval = Interval(lower: a, upper: b, includesLower: includesLower, includesUpper: includesUpper)
    // Infinity belongs to no interval, whatever its bracket.
    if case .infinite = a { interval.includesLower = false }
    if case .infinite = b { interval.includesUpper = false }
    return interval
  }

  private func end(_ expression: Expression) throws(AlgebraError) -> Interval.End? {
    switch try answer(expression) {
    case .value(let value): .finite(value)
    case .percent(let value): .finite(try algebra.scaled(value, Rational(1, 100)))
    case .infinity(let isNegative): .infinite(isNegative: isNegative)
    case .quantity(let value, let unit) where unit.piExponent == 1:
      .finite(try algebra.product(try algebra.scaled(value, unit.factor), try algebra.scalar(.pi)))
    default: nil
    }
  }

  private func combined(
    _ left: Expression, _ right: Expression, _ operation: (Region, Region) throws(AlgebraError) -> Region
  ) throws(AlgebraError) -> Answer {
    guard let a = try region(try answer(left)), let b = try region(try answer(right)) else {
      throw .unsupported("a union of what are no sets of real numbers")
    }
    return .region(try operation(a, b))
  }

  /// The set of real numbers that an answer describes, if it describes one.
  func region(_ answer: Answer) throws(AlgebraError) -> Region? {
    switch answer {
    case .region(let region): return region
    case .interval(let interval):
      // [2, 1] is no way to write the empty set.
      if let order = try regions.compare(interval.lower, interval.upper), order > 0 { return nil }
      return try regions.union([interval])
    case .tuple(let ends):
      guard ends.count == 2, case .value(let a) = ends[0], case .value(let b) = ends[1] else { return nil }
      // (3, 1) is a point of the plane, not an empty interval.
      if let order = try regions.compare(.finite(a), .finite(b)), order >= 0 { return nil }
      return try regions.union([
        Interval(lower: .finite(a), upper: .finite(b), includesLower: false, includesUpper: false)
      ])
    case .set(let items):
      var intervals: [Interval] = []
      for item in items {
        guard case .value(let value) = item else { return nil }
        intervals.append(regions.point(value))
      }
      return try regions.union(intervals)
    case .named(_, let value):
      if case .region(let region) = value { return region }
      return nil
    default: return nil
    }
  }

  private func built(_ element: Expression, _ conditions: [Expression]) throws(AlgebraError) -> Answer {
    var element = element
    // "x ∈ ℝ" before the bar.
    if case .relation(let first?, let comparisons) = element, comparisons.count == 1, comparisons[0].sign == .element {
      element = first
    }
    let statements = conditions.filter { !Interpreter.declaresParameter($0) }
    if statements.isEmpty { return .region(.line) }
    let condition = statements.count == 1 ? try answer(statements[0]) : try joined(statements, isIntersection: true)
    if case .symbol(let name) = element, case .named(let partName, let value) = condition, partName.text == name {
      switch value {
      case .value: return .set([value])
      case .list(let items): return .set(items)
      default: return value
      }
    }
    return .statement(.element, [try answer(element), condition])
  }

  private func matrix(_ rows: [[Expression]]) throws(AlgebraError) -> Answer {
    .matrix(try matrixEntries(rows))
  }

  func matrixEntries(_ rows: [[Expression]]) throws(AlgebraError) -> [[Scalar]] {
    guard rows.count * (rows.first?.count ?? 0) <= 900 else { throw .budget }
    var entries: [[Scalar]] = []
    for row in rows {
      var line: [Scalar] = []
      for entry in row { line.append(try scalar(entry)) }
      entries.append(line)
    }
    return entries
  }
}
