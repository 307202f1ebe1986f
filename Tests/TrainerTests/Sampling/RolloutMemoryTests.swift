import Testing

@testable import Trainer

@Suite struct RolloutMemoryTests {
  private let shape = Sampled.families[1].shape

  @Test func keysAndValuesAreThoseOfAllRows() {
    // Two layers of two key heads of 32, keys and values, four bytes each.
    #expect(RolloutMemory.keyValueBytes(shape, tokens: 3) == 3 * 2 * 2 * 64 * 4)
    let limits = Sampled.limits(rows: 5)
    let memory = RolloutMemory(shape, limits: limits, longestPrompt: 40, mostNewTokens: 60)
    #expect(memory.keysAndValues == RolloutMemory.keyValueBytes(shape, tokens: 5 * 100))
    #expect(memory.total == memory.keysAndValues + memory.rows + memory.prompt)
  }

  @Test func limitsHold() {
    var limits = Sampled.limits(rows: 5, positions: 64)
    let filled = RolloutMemory(shape, limits: limits, longestPrompt: 40, mostNewTokens: 1000)
    #expect(filled.keysAndValues == RolloutMemory.keyValueBytes(shape, tokens: 5 * 64), "no more than the positions")
    limits.keyValueBytes = 12_345
    #expect(
      RolloutMemory(shape, limits: limits, longestPrompt: 40, mostNewTokens: 60).keysAndValues == 12_345)
  }
}
