import Testing

@testable import RewardServer

@Suite struct AdmissionQueueTests {
  /// Starts and ends everything, one worker at a time, and says whose turn it was.
  static func order(_ queue: inout AdmissionQueue, _ owners: [AdmissionQueue.Ticket: String], cost: Double) -> [String]
  {
    var order: [String] = []
    while let ticket = queue.next() {
      order.append(owners[ticket] ?? "?")
      queue.finish(ticket, cost: cost)
    }
    return order
  }

  static func add(
    _ queue: inout AdmissionQueue, _ client: String, _ costs: [Double]
  ) throws -> [AdmissionQueue.Ticket] {
    let tickets = queue.add(client: client, costs: costs)
    return try #require(tickets)
  }

  @Test func takesAllOrNone() {
    var queue = AdmissionQueue(capacity: 3, workers: 1)
    let places = [[1.0, 1], [1, 1], [1]].map { queue.add(client: "a", costs: $0)?.count }
    #expect(places == [2, nil, 1])
    #expect(queue.waitingCount == 3)
  }

  /// Whoever sends a thousand waits behind himself.
  @Test func clientsTakeTurns() throws {
    var queue = AdmissionQueue(capacity: 2_000, workers: 1)
    var owners: [AdmissionQueue.Ticket: String] = [:]
    for ticket in try Self.add(&queue, "many", [Double](repeating: 0.1, count: 1_000)) {
      owners[ticket] = "many"
    }
    for ticket in try Self.add(&queue, "few", [0.1, 0.1, 0.1]) { owners[ticket] = "few" }
    let order = Self.order(&queue, owners, cost: 0.1)
    #expect(order.count == 1_003)
    #expect(order.prefix(8).count { $0 == "few" } == 3, "\(order.prefix(8))")
  }

  /// What programs really take is charged, so loops are paid for by who sends them.
  @Test func loopsAreChargedToTheirClient() throws {
    var queue = AdmissionQueue(capacity: 100, workers: 1)
    var owners: [AdmissionQueue.Ticket: String] = [:]
    for client in ["loops", "quick"] {
      for ticket in try Self.add(&queue, client, [Double](repeating: 0.1, count: 20)) {
        owners[ticket] = client
      }
    }
    var order: [String] = []
    while let ticket = queue.next() {
      let owner = owners[ticket] ?? "?"
      order.append(owner)
      queue.finish(ticket, cost: owner == "loops" ? 10 : 0.1)
    }
    #expect(order.prefix(22).count { $0 == "quick" } == 20, "\(order.prefix(22))")
  }

  @Test func shortGoesBeforeLongButNoneWaitsForEver() throws {
    var queue = AdmissionQueue(capacity: 100, workers: 1)
    let long = try Self.add(&queue, "a", [1.5])[0]
    _ = queue.add(client: "a", costs: [Double](repeating: 0.1, count: 50))
    var place: Int?
    var count = 0
    while let ticket = queue.next() {
      if ticket == long { place = count }
      count += 1
      queue.finish(ticket, cost: 0.1)
    }
    #expect(count == 51)
    #expect(try #require(place) > 10)
    #expect(try #require(place) < 30)
  }

  @Test func longOnesLeaveWorkersForShortOnes() throws {
    var queue = AdmissionQueue(capacity: 100, workers: 4)
    _ = queue.add(client: "a", costs: [Double](repeating: 60, count: 10))
    let started = (0..<3).map { _ in queue.next() != nil }
    #expect(started == [true, true, false], "two of four workers are the most that long ones get")
    _ = queue.add(client: "b", costs: [0.1])
    let short = queue.next()
    #expect(short != nil)
  }

  /// Long ones that show only while they run leave their worker to others, as many as there is room for, and are paid for.
  @Test func whatIsSetAsideLeavesItsWorker() throws {
    var queue = AdmissionQueue(capacity: 100, workers: 1)
    _ = queue.add(client: "a", costs: [Double](repeating: 0.1, count: 40))
    var aside: [AdmissionQueue.Ticket] = []
    while let ticket = queue.next() {
      queue.setAside(ticket)
      queue.setAside(ticket)
      aside.append(ticket)
    }
    #expect(aside.count == 17, "sixteen beside the one that keeps the worker")
    #expect(queue.asideCount == 16)
    #expect(queue.runningCount == 17)
    for ticket in aside.prefix(16) { queue.finish(ticket, cost: 1) }
    #expect(queue.asideCount == 0)
    let next = queue.next()
    #expect(next == nil, "the worker is still taken")
    queue.finish(aside[16], cost: 1)
    let after = queue.next()
    #expect(after != nil)
  }

  @Test func withdrawnOnesAreGone() throws {
    var queue = AdmissionQueue(capacity: 2, workers: 1)
    let tickets = try Self.add(&queue, "a", [1, 1])
    let next = queue.next()
    let started = try #require(next)
    let other = try #require(tickets.first { $0 != started })
    let withdrawn = [started, other, other].map { queue.withdraw($0) }
    #expect(withdrawn == [false, true, false], "the first runs already")
    queue.finish(started, cost: 1)
    let last = queue.next()
    #expect(last == nil)
    #expect(queue.clientCount == 0)
    #expect(queue.waitingCost == 0)
  }

  /// Whatever happens in whatever order: nothing is lost, doubled or forgotten. A seed that fails is in the message.
  @Test(arguments: 0..<40) func simulated(_ seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let workers = Int.random(in: 1...5, using: &random)
    var queue = AdmissionQueue(capacity: 30, workers: workers)
    var waiting: Set<AdmissionQueue.Ticket> = []
    var running: Set<AdmissionQueue.Ticket> = []
    var aside: Set<AdmissionQueue.Ticket> = []
    var ended = 0
    var added = 0
    for _ in 0..<2_000 {
      switch Int.random(in: 0..<5, using: &random) {
      case 0:
        let costs = (0..<Int.random(in: 1...5, using: &random)).map { _ in Double.random(in: 0...4, using: &random) }
        if let tickets = queue.add(client: "c\(Int.random(in: 0..<4, using: &random))", costs: costs) {
          waiting.formUnion(tickets)
          added += tickets.count
        } else {
          #expect(waiting.count + costs.count > 30, "seed \(seed)")
        }
      case 1:
        if let ticket = queue.next() {
          #expect(waiting.remove(ticket) != nil, "seed \(seed)")
          running.insert(ticket)
        }
      case 2:
        if let ticket = running.min(by: { $0.number < $1.number }) {
          running.remove(ticket)
          queue.finish(ticket, cost: Double.random(in: 0...8, using: &random))
          ended += 1
          aside.remove(ticket)
        }
      case 3:
        if let ticket = running.randomElement(using: &random), aside.count < 16 * workers {
          queue.setAside(ticket)
          aside.insert(ticket)
        }
      default:
        if Int.random(in: 0..<4, using: &random) == 0, let ticket = waiting.max(by: { $0.number < $1.number }) {
          let isGone = queue.withdraw(ticket)
          #expect(isGone, "seed \(seed)")
          waiting.remove(ticket)
          ended += 1
        }
      }
      #expect(queue.waitingCount == waiting.count && queue.runningCount == running.count, "seed \(seed)")
      #expect(running.count - aside.count <= workers && queue.asideCount == aside.count, "seed \(seed)")
    }
    for ticket in running { queue.finish(ticket, cost: 0) }
    ended += running.count
    while let ticket = queue.next() {
      #expect(waiting.remove(ticket) != nil, "seed \(seed)")
      queue.finish(ticket, cost: 0)
      ended += 1
    }
    #expect(waiting.isEmpty && ended == added && queue.clientCount == 0, "seed \(seed)")
  }
}

/// The same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state &* 0x2545_F491_4F6C_DD1D
  }
}
