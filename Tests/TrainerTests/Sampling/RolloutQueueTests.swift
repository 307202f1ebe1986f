import Testing

@testable import Trainer

@Suite struct RolloutQueueTests {
  private static func size(_ prompt: Int, _ promptTokens: Int, _ own: Int) -> RolloutQueue.Size {
    RolloutQueue.Size(prompt: prompt, promptTokens: promptTokens, ownTokens: own)
  }

  private static func begin(_ queue: inout RolloutQueue) -> [Int] {
    var begun: [Int] = []
    while let next = queue.begin() { begun.append(next) }
    return begun
  }

  @Test func requestsOfAPromptFollowEachOther() {
    var queue = RolloutQueue(
      [Self.size(0, 5, 1), Self.size(1, 5, 1), Self.size(0, 5, 1), Self.size(1, 5, 1)], mostRows: 10, capacity: 100)
    let order = Self.begin(&queue)
    #expect(order == [0, 2, 1, 3])
    #expect(queue.reserved == 14 && queue.live == 4)
    var last: [Bool] = []
    for request in 0..<4 { last.append(queue.end(request)) }
    #expect(last == [false, false, true, true])
    #expect(queue.reserved == 0 && queue.live == 0)
  }

  @Test func rowsAndRoomAreLimits() {
    var queue = RolloutQueue((0..<6).map { Self.size($0 / 3, 10, 20) }, mostRows: 4, capacity: 55)
    let begun1 = Self.begin(&queue)
    #expect(begun1 == [0, 1], "10 + 20 + 20")
    _ = queue.end(0)
    let begun2 = Self.begin(&queue)
    #expect(begun2 == [2])
    _ = queue.end(1)
    let begun3 = Self.begin(&queue)
    #expect(begun3 == [], "the next prompt needs 30, and 25 are free")
    _ = queue.end(2)
    let begun4 = Self.begin(&queue)
    #expect(begun4 == [3, 4])
  }

  /// Whatever the sizes: all begin and end, and neither limit is ever passed.
  @Test(arguments: 0..<30 as Range<UInt64>) func everyRequestEnds(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let lengths = (0..<5).map { _ in Int.random(in: 1...20, using: &generator) }
    let sizes = (0..<40).map { _ in
      let prompt = Int.random(in: 0..<5, using: &generator)
      return Self.size(prompt, lengths[prompt], Int.random(in: 0...30, using: &generator))
    }
    let rows = Int.random(in: 1...8, using: &generator)
    var queue = RolloutQueue(sizes, mostRows: rows, capacity: 50)
    var (live, ended) = (Set<Int>(), Set<Int>())
    while ended.count < sizes.count {
      for request in Self.begin(&queue) { #expect(live.insert(request).inserted) }
      let prompts = Set(live.map { sizes[$0].prompt }).reduce(0) { $0 + lengths[$1] }
      #expect(live.count == queue.live && live.count <= rows && queue.reserved <= 50)
      #expect(queue.reserved >= live.reduce(prompts) { $0 + sizes[$1].ownTokens })
      guard let request = live.randomElement(using: &generator) else { break }
      live.remove(request)
      #expect(ended.insert(request).inserted)
      _ = queue.end(request)
    }
    #expect(ended.count == sizes.count && queue.reserved == 0)
  }
}
