/// Which tuples of a result count as lists when it is compared.
public enum TupleDepth: Sendable, Hashable {
  /// None: a tuple equals tuples only, as in Python.
  case none
  /// The result itself, as LiveCodeBench does.
  case outermost
  /// Every one: JSON, in which expected values are written, has no tuples.
  case all
}

/// Python's `==` between plain values: `1 == 1.0 == True`, integers and floats compare exactly, nan equals nothing, the
/// order of a dict does not matter, and a list is not a tuple unless told otherwise.
public enum PythonEquality {
  public static func equal(_ left: PlainValue, _ right: PlainValue, tuplesAsLists: TupleDepth = .none) -> Bool {
    firstDifference(result: left, expected: right, tuplesAsLists: tuplesAsLists) == nil
  }

  /// Where the two values differ first and how, as a short printable line: `result[2]["a"]: expected 5, got 6`. `nil` if
  /// they are equal. Walks with a stack of its own, in time linear in the values.
  public static func firstDifference(
    result: PlainValue, expected: PlainValue, tuplesAsLists: TupleDepth
  ) -> String? {
    var walk = EqualityWalk(tuplesAsLists: tuplesAsLists)
    return walk.run(result, expected)
  }

  /// Two values of which at most one is a container.
  static func scalarsEqual(_ left: PlainValue, _ right: PlainValue) -> Bool {
    switch (left, right) {
    case (.none, .none): return true
    case (.string(let a), .string(let b)): return a == b
    case (.bytes(let a), .bytes(let b)): return a == b
    default: break
    }
    guard let a = Number(left), let b = Number(right) else { return false }
    switch (a, b) {
    case (.integer(let a), .integer(let b)): return a == b
    case (.float(let a), .float(let b)): return a == b
    case (.integer(let a), .float(let b)), (.float(let b), .integer(let a)): return a.isEqual(to: b)
    }
  }

  private enum Number {
    case integer(PlainInteger)
    case float(Double)

    init?(_ value: PlainValue) {
      switch value {
      case .bool(let flag): self = .integer(PlainInteger(flag ? 1 : 0))
      case .int(let integer): self = .integer(integer)
      case .float(let double): self = .float(double)
      default: return nil
      }
    }
  }
}

/// One walk through two values side by side.
private struct EqualityWalk {
  let tuplesAsLists: TupleDepth
  private var frames: [Frame] = []

  init(tuplesAsLists: TupleDepth) { self.tuplesAsLists = tuplesAsLists }

  private struct Frame {
    enum Items {
      case sequences([PlainValue], [PlainValue])
      /// The third is, for each entry of the first, the place of the entry with its key in the second.
      case dicts([PlainPair], [PlainPair], [Int])
    }
    let items: Items
    var next = 0
  }

  mutating func run(_ result: PlainValue, _ expected: PlainValue) -> String? {
    if let problem = visit(result, expected) { return message(problem) }
    while let frame = frames.last {
      let children: (PlainValue, PlainValue)?
      switch frame.items {
      case .sequences(let left, let right):
        children = frame.next < left.count ? (left[frame.next], right[frame.next]) : nil
      case .dicts(let left, let right, let places):
        children = frame.next < left.count ? (left[frame.next].value, right[places[frame.next]].value) : nil
      }
      guard let (left, right) = children else {
        frames.removeLast()
        continue
      }
      frames[frames.count - 1].next += 1
      if let problem = visit(left, right) { return message(problem) }
    }
    return nil
  }

  /// Compares two values as far as they go without their children, which it leaves on the stack. Returns what differs.
  private mutating func visit(_ result: PlainValue, _ expected: PlainValue) -> String? {
    switch (result, expected) {
    case (.list(let left), .list(let right)), (.tuple(let left), .tuple(let right)):
      return push(left, right)
    case (.tuple(let left), .list(let right)) where tupleIsList:
      return push(left, right)
    case (.list(let left), .tuple(let right)) where tuplesAsLists == .all:
      return push(left, right)
    case (.dict(let left), .dict(let right)):
      return push(left, right)
    default:
      if PythonEquality.scalarsEqual(result, expected) { return nil }
      return "expected \(ShortValue.text(expected)), got \(ShortValue.text(result))"
    }
  }

  private var tupleIsList: Bool {
    switch tuplesAsLists {
    case .none: false
    case .outermost: frames.isEmpty
    case .all: true
    }
  }

  private mutating func push(_ left: [PlainValue], _ right: [PlainValue]) -> String? {
    guard left.count == right.count else { return "expected \(right.count) items, got \(left.count)" }
    frames.append(Frame(items: .sequences(left, right)))
    return nil
  }

  private mutating func push(_ left: [PlainPair], _ right: [PlainPair]) -> String? {
    guard left.count == right.count else { return "expected \(right.count) entries, got \(left.count)" }
    var places: [DictKey: Int] = [:]
    for (index, pair) in right.enumerated() {
      if let key = DictKey(pair.key) { places[key] = index }
    }
    var matched: [Int] = []
    for pair in left {
      // Taken out when found: a key that is claimed twice does not stand for two keys.
      guard let key = DictKey(pair.key), let place = places.removeValue(forKey: key) else {
        return "the key \(ShortValue.text(pair.key)) is not expected"
      }
      matched.append(place)
    }
    frames.append(Frame(items: .dicts(left, right, matched)))
    return nil
  }

  /// `problem` with the way to the place: the children that are being compared at each level.
  private func message(_ problem: String) -> String {
    var path = "result"
    for frame in frames {
      let index = frame.next - 1
      guard index >= 0 else { break }
      if path.utf8.count > 60 {
        path += "[…]"
        break
      }
      switch frame.items {
      case .sequences: path += "[\(index)]"
      case .dicts(let left, _, _): path += "[\(ShortValue.text(left[index].key, limit: 30))]"
      }
    }
    return "\(path): \(problem)"
  }
}
