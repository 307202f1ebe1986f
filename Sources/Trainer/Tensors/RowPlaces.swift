/// Which places of a batch give a row the same bits.
///
/// Where the place within a call counts, places fall into kinds, over and over with some period. A row keeps to one kind,
/// which follows from what it is and not from who else is there; the places between stay empty.
struct RowPlaces: Sendable, Hashable {
  /// The places of each kind within a period.
  let kinds: [[Int]]
  let period: Int

  /// All places are alike.
  static let any = RowPlaces(kinds: [[0]], period: 1)

  private init(kinds: [[Int]], period: Int) {
    self.kinds = kinds
    self.period = period
  }

  /// For products that tell places apart as `methods` say: two places are alike if they are for each of them.
  init(_ methods: some Collection<RowProbe.Method>) {
    let kinds = methods.compactMap { method -> [Int]? in
      guard case .filled(_, let kinds) = method, Set(kinds).count > 1 else { return nil }
      return kinds
    }
    // All divide this.
    guard let period = (1...RowProbe.mostRows).first(where: { period in kinds.allSatisfy { period % $0.count == 0 } }),
      !kinds.isEmpty
    else {
      self = .any
      return
    }
    var places: [[Int]: [Int]] = [:]
    for place in 0..<period { places[kinds.map { $0[place % $0.count] }, default: []].append(place) }
    self.init(kinds: places.values.sorted { $0[0] < $1[0] }, period: period)
  }

  /// The places of rows of these kinds, as close to the begin as they may be.
  func places(_ rows: [Int]) -> [Int] {
    var used = [Int](repeating: 0, count: kinds.count)
    return rows.map { kind in
      defer { used[kind] += 1 }
      let (period, place) = used[kind].quotientAndRemainder(dividingBy: kinds[kind].count)
      return period * self.period + kinds[kind][place]
    }
  }

  /// Places that `rows` rows need, if all are of the rarest kind.
  func capacity(rows: Int) -> Int {
    let rarest = kinds.reduce(period) { min($0, $1.count) }
    return (rows + rarest - 1) / rarest * period
  }
}
