/// Who is judged next. A value without clocks, threads or sockets: what it does can be replayed.
///
/// Theory: every client has an account of the work that it was given. The next worker goes to the client whose account
/// is lowest, so that one who sends a thousand submissions waits behind himself, not others behind him; an estimate is
/// charged at the start and made right at the end. A client's own submissions go in the order of arrival, but for long
/// ones, each of which lets so many later ones pass as its length says: none waits for ever. Long ones never hold more
/// than half of the workers. One that is set aside while it runs leaves its worker to another, and is charged as ever.
struct AdmissionQueue: Sendable {
  struct Ticket: Hashable, Sendable {
    let number: Int
  }

  private struct Waiting: Sendable {
    var ticket: Ticket
    var cost: Double

    /// Smaller goes first.
    var rank: Double { Double(ticket.number) + cost * AdmissionQueue.passesASecond }
  }

  private struct Client: Sendable {
    var account: Double
    /// In order of arrival.
    var waiting: [Waiting] = []
    var running = 0
  }

  private struct Running: Sendable {
    var client: String
    var cost: Double
    var isAside = false
  }

  /// Seconds of estimated work from which on a submission counts as long.
  static let longCost = 2.0
  /// How many that came later a second of work lets pass.
  private static let passesASecond = 16.0
  /// How many may be set aside, for each worker.
  private static let asideAWorker = 16

  let capacity: Int
  let workers: Int
  private var clients: [String: Client] = [:]
  private var running: [Ticket: Running] = [:]
  private var owners: [Ticket: String] = [:]
  private var longRunning = 0
  private(set) var asideCount = 0
  /// The account of who was picked last: those who come anew begin here, without credit for having been away.
  private var level = 0.0
  private var nextNumber = 0
  private(set) var waitingCount = 0
  private(set) var waitingCost = 0.0

  init(capacity: Int, workers: Int) {
    self.capacity = max(1, capacity)
    self.workers = max(1, workers)
  }

  var runningCount: Int { running.count }
  var clientCount: Int { clients.count }
  private var longLimit: Int { max(1, workers / 2) }

  /// Places for all of them, or for none.
  /// - Parameter costs: seconds of estimated work.
  mutating func add(client name: String, costs: [Double]) -> [Ticket]? {
    guard waitingCount + costs.count <= capacity else { return nil }
    var client = clients[name] ?? Client(account: level)
    var tickets: [Ticket] = []
    for cost in costs {
      let ticket = Ticket(number: nextNumber)
      nextNumber += 1
      client.waiting.append(Waiting(ticket: ticket, cost: max(0, cost)))
      owners[ticket] = name
      waitingCost += max(0, cost)
      tickets.append(ticket)
    }
    waitingCount += costs.count
    clients[name] = client
    return tickets
  }

  /// The next to start, if a worker is free and somebody may have it.
  mutating func next() -> Ticket? {
    guard running.count - asideCount < workers, waitingCount > 0 else { return nil }
    let takesLong = longRunning < longLimit
    var best: (name: String, index: Int, account: Double, first: Int)?
    for (name, client) in clients {
      guard let index = AdmissionQueue.choice(of: client, takesLong: takesLong) else { continue }
      let first = client.waiting[index].ticket.number
      if let best, (best.account, best.first) <= (client.account, first) { continue }
      best = (name, index, client.account, first)
    }
    guard let best, var client = clients[best.name] else { return nil }
    let waiting = client.waiting.remove(at: best.index)
    level = max(level, client.account)
    client.account += waiting.cost
    client.running += 1
    clients[best.name] = client
    waitingCount -= 1
    waitingCost = max(0, waitingCost - waiting.cost)
    if waiting.cost >= Self.longCost { longRunning += 1 }
    running[waiting.ticket] = Running(client: best.name, cost: waiting.cost)
    return waiting.ticket
  }

  /// A started one has ended.
  /// - Parameter cost: what it has really taken.
  mutating func finish(_ ticket: Ticket, cost: Double) {
    guard let ended = running.removeValue(forKey: ticket) else { return }
    owners[ticket] = nil
    if ended.isAside { asideCount -= 1 }
    if ended.cost >= Self.longCost, !ended.isAside { longRunning -= 1 }
    guard var client = clients[ended.client] else { return }
    client.account += max(0, cost) - ended.cost
    client.running -= 1
    clients[ended.client] = client
    forgetIfIdle(ended.client)
  }

  /// A started one goes on without its worker, if there are not too many such already.
  mutating func setAside(_ ticket: Ticket) {
    guard let found = running[ticket], !found.isAside, asideCount < workers * Self.asideAWorker else { return }
    running[ticket]?.isAside = true
    asideCount += 1
    if found.cost >= Self.longCost { longRunning -= 1 }
  }

  /// One that waits no longer wants to. False if it has started already.
  mutating func withdraw(_ ticket: Ticket) -> Bool {
    guard running[ticket] == nil, let name = owners[ticket], var client = clients[name],
      let index = client.waiting.firstIndex(where: { $0.ticket == ticket })
    else { return false }
    let waiting = client.waiting.remove(at: index)
    owners[ticket] = nil
    waitingCount -= 1
    waitingCost = max(0, waitingCost - waiting.cost)
    clients[name] = client
    forgetIfIdle(name)
    return true
  }

  private mutating func forgetIfIdle(_ name: String) {
    guard let client = clients[name], client.running == 0, client.waiting.isEmpty else { return }
    // What it still owes it would only get rid of by waiting: the level rises to it.
    clients[name] = nil
    level = clients.isEmpty ? 0 : level
  }

  private static func choice(of client: Client, takesLong: Bool) -> Int? {
    let allowed = client.waiting.indices.filter { takesLong || client.waiting[$0].cost < longCost }
    return allowed.min { client.waiting[$0].rank < client.waiting[$1].rank }
  }
}
