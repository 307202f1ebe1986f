/// Which requests go on side by side: a pure state machine over numbers of tokens.
///
/// Requests with the same prompt follow each other, so that a prompt is read once, and is let go when the last of them
/// ends. Room is reserved for all tokens that a request may get: who has begun never has to stop for want of room.
struct RolloutQueue {
  struct Size: Hashable {
    /// Requests with the same number share a prompt.
    var prompt: Int
    var promptTokens: Int
    /// Tokens whose keys and values it may need behind its prompt.
    var ownTokens: Int
  }

  private let sizes: [Size]
  private let mostRows: Int
  private let capacity: Int
  /// In the order in which they begin.
  private let order: [Int]
  /// Requests that have not ended, by prompt.
  private var waiting: [Int: Int] = [:]
  private var begun: Set<Int> = []
  private var next = 0
  private(set) var live = 0
  /// Tokens for which there has to be room.
  private(set) var reserved = 0

  /// - Parameter capacity: tokens in all; at least those of each request with its prompt.
  init(_ sizes: [Size], mostRows: Int, capacity: Int) {
    precondition(mostRows > 0, "at least one row")
    self.sizes = sizes
    self.mostRows = mostRows
    self.capacity = capacity
    var first: [Int: Int] = [:]
    for (index, size) in sizes.enumerated() {
      precondition(size.promptTokens + size.ownTokens <= capacity, "a request that fits")
      first[size.prompt] = first[size.prompt] ?? index
      waiting[size.prompt, default: 0] += 1
    }
    order = sizes.indices.sorted { (first[sizes[$0].prompt] ?? 0, $0) < (first[sizes[$1].prompt] ?? 0, $1) }
  }

  /// The next request that begins, if there is one and room for it.
  mutating func begin() -> Int? {
    guard next < order.count, live < mostRows else { return nil }
    let size = sizes[order[next]]
    let needed = size.ownTokens + (begun.contains(size.prompt) ? 0 : size.promptTokens)
    guard reserved + needed <= capacity else { return nil }
    begun.insert(size.prompt)
    reserved += needed
    live += 1
    next += 1
    return order[next - 1]
  }

  /// - Returns: whether it was the last with its prompt.
  mutating func end(_ request: Int) -> Bool {
    let size = sizes[request]
    live -= 1
    reserved -= size.ownTokens
    waiting[size.prompt, default: 0] -= 1
    guard waiting[size.prompt] == 0 else { return false }
    reserved -= size.promptTokens
    return true
  }
}
