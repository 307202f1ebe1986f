public import Rewards
import Synchronization

/// Problems of a dataset file by id, in memory that does not grow with the file.
///
/// Opening reads the whole file once and checks every row; kept are the ids and where the rows stand. A problem asked
/// for is read and decoded again; a few stay in a cache. Compressed input and pipes are copied to a temporary file
/// without a name. Safe to use from several threads.
///
/// ```swift
/// let store = try ProblemStore(path: "problems.jsonl", format: .native)
/// let problem = try store.problem(id: "two-sum")
/// ```
public final class ProblemStore: ProblemSource {
  private let file: String
  private let decoder: ProblemDecoder
  private let content: Descriptor
  private let index: ProblemIndex
  /// The kinds of problem that stand in the file.
  public let kinds: Set<ProblemKind>
  private let cache: Mutex<ProblemCache>

  /// - Parameters:
  ///   - path: a file, packed or not; `-` is standard input.
  ///   - cacheBytes: how much test data of problems used before is kept.
  /// - Throws: ``DatasetError``: the file, or the first bad row, a problem without tests, an id given twice.
  public convenience init(path: String, format: DatasetFormat, cacheBytes: Int = 32 << 20) throws {
    try self.init(path: path, decoder: ProblemDecoder(format: format), cacheBytes: cacheBytes)
  }

  public init(path: String, decoder: ProblemDecoder, cacheBytes: Int = 32 << 20) throws {
    file = path
    self.decoder = decoder
    let lines = try LineReader(path: path)
    content = try lines.seekable ?? TemporaryFile.create(file: path)
    var copied = 0
    var index = ProblemIndex()
    var kinds: Set<ProblemKind> = []
    while let line = try lines.next() {
      let problem = try decoder.decode(line.bytes, file: path, line: line.number)
      kinds.insert(problem.kind)
      var offset = line.offset
      if lines.seekable == nil {
        offset = copied
        try TemporaryFile.write(line.bytes, to: content, file: path)
        copied += line.bytes.count
      }
      let entry = ProblemIndex.Entry(offset: offset, byteCount: line.bytes.count, line: line.number)
      if let first = index.add(problem.id, entry) {
        throw DatasetError(
          .duplicateID, file: path, line: line.number, field: "id",
          message: "\"\(problem.id)\" stands in line \(first.line) already: give each problem its own id")
      }
    }
    self.index = index
    self.kinds = kinds
    cache = Mutex(ProblemCache(capacity: cacheBytes))
  }

  public var count: Int { index.count }
  public var ids: [String] { index.ids }

  public func place(id: String) -> String? {
    index.position(of: id).map { "\(file):\(index.entry($0).line)" }
  }

  public func problem(id: String) throws -> Problem? {
    guard let position = index.position(of: id) else { return nil }
    if let cached = cache.withLock({ $0.find(position) }) { return cached }
    let entry = index.entry(position)
    let row = try content.bytes(at: entry.offset, count: Int(entry.byteCount), file: file)
    let problem = try decoder.decode(row, file: file, line: Int(entry.line))
    cache.withLock { $0.insert(problem, at: position) }
    return problem
  }
}

/// The problems used last, by two generations: when the young one is full it becomes the old one, and what nobody
/// asked for meanwhile goes.
struct ProblemCache {
  private let capacity: Int
  private var young: [Int: Problem] = [:]
  private var old: [Int: Problem] = [:]
  private var youngBytes = 0

  init(capacity: Int) { self.capacity = capacity }

  mutating func find(_ position: Int) -> Problem? {
    if let problem = young[position] { return problem }
    guard let problem = old.removeValue(forKey: position) else { return nil }
    insert(problem, at: position)
    return problem
  }

  mutating func insert(_ problem: Problem, at position: Int) {
    let bytes = ProblemCache.cost(problem)
    guard bytes <= capacity / 2, young[position] == nil else { return }
    if youngBytes + bytes > capacity / 2 {
      old = young
      young = [:]
      youngBytes = 0
    }
    young[position] = problem
    youngBytes += bytes
  }

  /// Bytes of a problem in memory, about: each test case costs some beside its data.
  private static func cost(_ problem: Problem) -> Int {
    let tests = problem.tests.reduce(0) { $0 + $1.input.byteCount + $1.output.byteCount + 256 }
    let answer = problem.answer?.gold.text.utf8.count ?? 0
    let texts = answer + (problem.statement?.utf8.count ?? 0)
    return problem.testCode.reduce(tests + texts + 1_024) { $0 + $1.utf8.count + 32 }
  }
}
