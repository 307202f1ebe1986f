/// What `bench audit` times: texts looked up in a benchmark's runs of words, on one core, without reading or reporting.
public struct OverlapTiming: Sendable {
  private let index: BenchmarkIndex

  public init(benchmark: [String], width: Int = AuditSettings().overlapWords) {
    var index = BenchmarkIndex(width: width)
    for (number, text) in benchmark.enumerated() { index.add(text, name: "\(number)", place: "\(number)") }
    index.seal()
    self.index = index
  }

  /// How many of the texts have a passage in common with the benchmark.
  public func count(_ texts: [String]) -> Int {
    var words = WordScan()
    var found = 0
    for var text in texts {
      text.withUTF8 { words.scan($0) }
      if !index.overlaps(with: text, words).isEmpty { found += 1 }
    }
    return found
  }
}
