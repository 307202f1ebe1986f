import Testing

@testable import TrainingRuns

@Suite struct RandomTests {
  /// From kat_vectors of the Random123 library (D. E. Shaw Research): counter, key, block.
  static let vectors: [([UInt32], [UInt32], [UInt32])] = [
    ([0, 0, 0, 0], [0, 0], [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8]),
    (
      [.max, .max, .max, .max], [.max, .max], [0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD]
    ),
    (
      [0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344], [0xA409_3822, 0x299F_31D0],
      [0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1]
    ),
  ]

  @Test(arguments: vectors)
  func philoxGivesThePublishedBlocks(_ counter: [UInt32], _ key: [UInt32], _ block: [UInt32]) {
    let result = Philox.block(
      counter: SIMD4(counter[0], counter[1], counter[2], counter[3]), key: SIMD2(key[0], key[1]))
    #expect([result.x, result.y, result.z, result.w] == block)
  }

  /// Ours, kept so that a stored run means the same tomorrow.
  @Test func aStreamNeverChanges() {
    var random = CounterRandom(seed: 42, stream: 1, 2, 3)
    #expect((0..<3).map { _ in random.next() } == Self.kept)
  }

  static let kept: [UInt64] = [
    3_538_529_970_584_093_844, 1_090_683_944_927_817_572, 16_651_118_007_601_120_441,
  ]

  @Test func thePositionResumesAStream() {
    var whole = CounterRandom(seed: 1, stream: 9)
    let values = (0..<20).map { _ in whole.gaussian() }
    var part = CounterRandom(seed: 1, stream: 9)
    part.position = 12
    #expect((12..<20).map { _ in part.gaussian() } == Array(values[12...]))
    #expect(part == whole)
  }

  @Test func streamsAreDifferent() {
    var first: Set<UInt64> = []
    let streams: [[UInt64]] = [[], [0], [0, 0], [1], [1, 0], [0, 1], [2], [1, 1], [.max]]
    for seed in [0, 1, 2, .max] as [UInt64] {
      for stream in streams {
        var random = CounterRandom(seed: seed, stream: stream)
        first.insert(random.next())
      }
    }
    #expect(first.count == 4 * streams.count)
  }

  @Test func uniformNumbersFillTheUnitInterval() {
    var random = CounterRandom(seed: 3)
    let values = (0..<20_000).map { _ in random.uniform() }
    #expect(values.allSatisfy { $0 >= 0 && $0 < 1 })
    #expect(abs(values.reduce(0, +) / 20_000 - 0.5) < 0.01)
    var counts = [Int](repeating: 0, count: 10)
    for value in values { counts[Int(value * 10)] += 1 }
    #expect(counts.allSatisfy { abs($0 - 2_000) < 200 })
  }

  @Test func gaussianNumbersHaveMeanZeroAndDeviationOne() {
    var random = CounterRandom(seed: 4)
    let values = (0..<20_000).map { _ in random.gaussian() }
    let mean = values.reduce(0, +) / 20_000
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
    #expect(values.allSatisfy { $0.isFinite })
    #expect(abs(mean) < 0.02)
    #expect(abs(variance - 1) < 0.03)
    #expect(abs(Double(values.count { abs($0) < 1 }) / 20_000 - 0.6827) < 0.01)
  }

  @Test func numbersBelowABoundAreEquallyLikely() {
    var random = CounterRandom(seed: 5)
    var counts = [Int](repeating: 0, count: 6)
    for _ in 0..<12_000 { counts[Int(random.below(6))] += 1 }
    #expect(counts.allSatisfy { abs($0 - 2_000) < 200 })
    #expect(random.below(1) == 0)
  }
}

@Suite struct DataOrderTests {
  @Test(arguments: [0, 1, 2, 3, 4, 5, 7, 8, 16, 17, 100, 1_000, 4_097])
  func anEpochVisitsEveryRowOnce(_ count: Int) {
    let order = DataOrder(count: count, seed: 11, epoch: 0)
    #expect((0..<count).map { order[$0] }.sorted() == Array(0..<count))
  }

  @Test func seedAndEpochChangeTheOrder() {
    func rows(_ seed: UInt64, _ epoch: Int) -> [Int] {
      let order = DataOrder(count: 200, seed: seed, epoch: epoch)
      return (0..<200).map { order[$0] }
    }
    #expect(rows(1, 0) == rows(1, 0))
    #expect(rows(1, 0) != rows(1, 1))
    #expect(rows(1, 0) != rows(2, 0))
    #expect(rows(1, 0) != Array(0..<200))
  }

  /// Ours, kept so that a stored cursor means the same tomorrow.
  @Test func anOrderNeverChanges() {
    let order = DataOrder(count: 10, seed: 42, epoch: 3)
    #expect((0..<10).map { order[$0] } == Self.kept)
  }

  static let kept = [6, 5, 9, 8, 1, 2, 0, 4, 3, 7]

  /// Over many epochs each row comes at each place about equally often, also where the halves have one bit.
  @Test(arguments: [2, 3, 4, 5, 8, 13])
  func placesAreEquallyLikely(_ count: Int) {
    let epochs = 500 * count
    var hits = [Int](repeating: 0, count: count * count)
    for epoch in 0..<epochs {
      let order = DataOrder(count: count, seed: 5, epoch: epoch)
      for place in 0..<count { hits[place * count + order[place]] += 1 }
    }
    // Five standard deviations of 500.
    #expect(hits.allSatisfy { abs($0 - 500) < 112 }, "\(hits)")
  }

  @Test func largeDataNeedsNoMemory() {
    let order = DataOrder(count: 1 << 50, seed: 1, epoch: 0)
    #expect(Set((0..<1_000).map { order[$0 << 30] }).count == 1_000)
  }

  @Test func theCursorAloneResumes() {
    var whole = DataOrder.Cursor()
    let rows = (0..<25).map { _ in whole.next(count: 10, seed: 2) }
    var resumed = DataOrder.Cursor(epoch: 1, position: 3)
    #expect((13..<25).map { _ in resumed.next(count: 10, seed: 2) } == Array(rows[13...]))
    #expect(resumed == whole)
    #expect(whole == DataOrder.Cursor(epoch: 2, position: 5))
    var empty = DataOrder.Cursor()
    #expect(empty.next(count: 0, seed: 1) == nil)
  }
}
