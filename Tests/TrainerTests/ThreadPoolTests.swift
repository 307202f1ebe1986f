import Synchronization
import Testing

@testable import Trainer

@Suite struct ThreadPoolTests {
  @Test(arguments: [1, 2, 3, 8]) func everyPartRunsOnce(width: Int) {
    let pool = ThreadPool(width: width)
    // Many short jobs one after the other, so that late threads meet the next job.
    for parts in [0, 1, 2, 3, 7, 100] + Array(repeating: 3, count: 3_000) {
      let counts = Matrix<Int32>(count: max(1, parts))
      pool.run(parts) { counts[$0] += 1 }
      #expect((0..<parts).allSatisfy { counts[$0] == 1 })
    }
  }

  @Test func sleepingThreadsWakeUp() async throws {
    let pool = ThreadPool(width: 4)
    for _ in 0..<5 {
      let sum = Atomic<Int>(0)
      pool.run(50) { sum.add($0, ordering: .relaxed) }
      #expect(sum.load(ordering: .relaxed) == 1225)
      // Longer than threads look for work before they sleep.
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  @Test func rangesCoverAll() {
    for (total, width, largest, multiple) in [
      (0, 2, 8, 1), (1, 2, 8, 8), (100, 3, 1000, 8), (100, 2, 7, 1), (4096, 2, 1024, 8),
    ] {
      let ranges = ThreadPool(width: width).ranges(total, largest: largest, multiple: multiple)
      #expect(ranges.flatMap { Array($0) } == Array(0..<total))
      #expect(ranges.dropLast().allSatisfy { $0.count.isMultiple(of: multiple) })
      #expect(ranges.allSatisfy { $0.count <= max(largest, multiple) })
    }
  }
}
