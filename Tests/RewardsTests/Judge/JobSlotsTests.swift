import Synchronization
import Testing

@testable import Rewards

/// Who runs next when more want to than may.
@Suite struct JobSlotsTests {
  /// A clock that is moved by hand, and the order in which jobs began.
  private final class Record: Sendable {
    let clock = Mutex(0.0)
    let began = Mutex<[String]>([])
  }

  private final class Grants: Sendable {
    private let state = Mutex(0)
    var count: Int { state.withLock { $0 } }
    func add() { state.withLock { $0 += 1 } }
  }

  /// A job: when it came, how long it is expected to take.
  struct Job: Sendable {
    var name: String
    var arrival: Double
    var expected: Double
    var isAlone = false
  }

  /// Lets jobs come one after another while one holds the only slot; the order in which they then run.
  private func order(_ jobs: [Job]) async -> [String] {
    let record = Record()
    let slots = JobSlots(1, now: { record.clock.withLock { $0 } })
    let (gate, open) = AsyncStream<Void>.makeStream()
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await slots.withSlot { for await _ in gate {} } }
      while slots.freeCount > 0 { await Task.yield() }
      for (index, job) in jobs.enumerated() {
        record.clock.withLock { $0 = job.arrival }
        group.addTask {
          if job.isAlone {
            await slots.alone { record.began.withLock { $0.append(job.name) } }
          } else {
            await slots.withSlot(expectedSeconds: job.expected) { record.began.withLock { $0.append(job.name) } }
          }
        }
        while slots.waitingCount <= index { await Task.yield() }
      }
      open.finish()
    }
    return record.began.withLock { $0 }
  }

  @Test func equalsRunInTheOrderOfArrival() async {
    let jobs = (0..<5).map { Job(name: "\($0)", arrival: 0, expected: 1) }
    #expect(await order(jobs) == ["0", "1", "2", "3", "4"])
  }

  @Test func theShortOvertakesTheLong() async {
    let jobs = [Job(name: "long", arrival: 0, expected: 10), Job(name: "short", arrival: 1, expected: 0.1)]
    #expect(await order(jobs) == ["short", "long"])
  }

  @Test func theLongIsNotOvertakenForEver() async {
    let jobs =
      [Job(name: "long", arrival: 0, expected: 10)]
      + (1...4).map { Job(name: "short \($0)", arrival: Double($0) * 9, expected: 0.1) }
    #expect(await order(jobs) == ["short 1", "short 2", "long", "short 3", "short 4"])
  }

  /// A second one that wants to be alone waits until the others have had their turn.
  @Test func beingAloneIsRationed() async {
    let record = Record()
    let slots = JobSlots(1, now: { record.clock.withLock { $0 } })
    let (gate, open) = AsyncStream<Void>.makeStream()
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await slots.withSlot { for await _ in gate {} } }
      while slots.freeCount > 0 { await Task.yield() }
      for (index, name) in ["alone 1", "alone 2", "short 1", "short 2", "late"].enumerated() {
        if name == "late" { record.clock.withLock { $0 = 6 } }
        group.addTask {
          if name.hasPrefix("alone") {
            await slots.alone(expectedSeconds: 1) { record.began.withLock { $0.append(name) } }
          } else {
            await slots.withSlot { record.began.withLock { $0.append(name) } }
          }
        }
        while slots.waitingCount <= index { await Task.yield() }
      }
      open.finish()
    }
    #expect(record.began.withLock { $0 } == ["alone 1", "short 1", "short 2", "alone 2", "late"])
  }

  /// Its slot serves another, as long as there is room aside; without room it keeps the slot until there is.
  @Test func whatIsSetAsideGivesItsSlot() async {
    let slots = JobSlots(1, asideBytes: 100)
    let granted = Grants()
    let (gate, open) = AsyncStream<Void>.makeStream()
    let (second, openSecond) = AsyncStream<Void>.makeStream()
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        await slots.withSlot {
          SlotLease.current?.setAside(bytes: 60) { granted.add() }
          SlotLease.current?.setAside(bytes: 60) { granted.add() }
          for await _ in gate {}
        }
      }
      while slots.asideCount == 0 { await Task.yield() }
      #expect(granted.count == 1)
      #expect(slots.freeCount == 1)
      group.addTask {
        await slots.withSlot {
          SlotLease.current?.setAside(bytes: 60) { granted.add() }
          for await _ in second {}
        }
      }
      while slots.freeCount == 1 { await Task.yield() }
      #expect(slots.asideCount == 1, "together they might take more than there is")
      open.finish()
      while granted.count < 2 { await Task.yield() }
      #expect(slots.freeCount == 1)
      #expect(slots.asideCount == 1)
      openSecond.finish()
    }
    #expect(slots.freeCount == 1)
    #expect(slots.asideCount == 0)
  }

  @Test func whoWantsToBeAloneHoldsBackThoseThatComeLater() async {
    let jobs = [
      Job(name: "alone", arrival: 0, expected: 0, isAlone: true), Job(name: "short", arrival: 1, expected: 0),
    ]
    #expect(await order(jobs) == ["alone", "short"])
  }
}
