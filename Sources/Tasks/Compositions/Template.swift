internal import TrainingRuns

/// Which part of the tasks a template belongs to. No template is in two parts.
public enum Part: String, Sendable, Hashable, CaseIterable {
  /// With solutions, to learn from.
  case train
  /// Without solutions: new combinations to practise on with rewards.
  case practice
  /// Only to measure with.
  case heldout
}

/// A composition without constants and words: which block stands in each slot.
public struct Template: Sendable, Hashable {
  let source: Source
  /// One for each ``Slot``.
  let blocks: [Block]

  /// For instance `list|even|square|sum|plus`.
  public let name: String

  /// - Returns: `nil` where a block cannot work on what the one before it gives.
  init?(source: Source, blocks: [Block]) {
    var kind = source.gives
    for block in blocks {
      guard block.takes.contains(kind) else { return nil }
      kind = block.gives ?? kind
    }
    self.source = source
    self.blocks = blocks
    name = ([source.name] + blocks.map(\.name)).joined(separator: "|")
  }

  public static func == (left: Template, right: Template) -> Bool { left.name == right.name }
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }

  /// Slots that do something, the fold included.
  var depth: Int { blocks.count { !$0.isNone } }

  subscript(slot: Slot) -> Block { blocks[slot.rawValue] }

  func replacing(_ slot: Slot, with block: Block) -> Template? {
    var blocks = blocks
    blocks[slot.rawValue] = block
    return Template(source: source, blocks: blocks)
  }
}

extension Template {
  /// The part that the template belongs to, whatever the seed of a set is; `nil` where it belongs to none.
  ///
  /// Each pair of blocks that do something is given to one part once and for all. A template of held-out pairs is
  /// held out: two of its blocks stand together in no template of the other parts, though each of them does in many.
  public var part: Part? {
    var parts: Set<Part> = []
    for (first, second) in Template.pairs where !self[first].isNone && !self[second].isNone {
      parts.insert(PairSplit.part(of: "\(first) \(self[first].name), \(second) \(self[second].name)"))
    }
    if parts.isSuperset(of: [.heldout, .practice]) { return nil }
    return parts.contains(.heldout) ? .heldout : parts.contains(.practice) ? .practice : .train
  }

  private static let pairs: [(Slot, Slot)] = [(.filter, .map), (.filter, .fold), (.map, .fold), (.fold, .post)]
}

/// Gives names to parts, by a hash of their own.
enum PairSplit {
  /// Shares of 256.
  private static let heldout: UInt64 = 24
  private static let practice: UInt64 = 24

  static func part(of name: String) -> Part {
    // Mixed by the generator of counters, since the hash's low bits alone are poor.
    let hash = name.utf8.reduce(FNV.start, FNV.mixed)
    let place = CounterRandom(seed: hash, stream: 0x7061_6972).words(at: 0).0 % 256
    return place < heldout ? .heldout : place < heldout + practice ? .practice : .train
  }
}
