import Testing

@testable import Tokenizers

/// Merging, held against the plain definition: as long as a pair has a merge, do the one of the lowest rank.
@Suite struct MergingTests {
  private func plain(_ word: [UInt8], _ model: BytePairModel) -> [Int32] {
    var ids = word.map { model.byteTokens[Int($0)] }
    while true {
      let merges = zip(ids, ids.dropFirst()).map { model.pairs.find($0, $1) }
      guard let best = merges.compactMap({ $0?.rank }).min(),
        let place = merges.firstIndex(where: { $0?.rank == best }), let merge = merges[place]
      else { return ids }
      ids.replaceSubrange(place...place + 1, with: [merge.id])
    }
  }

  @Test func isTheLowestRankFirst() throws {
    let model = try Fixtures.tokenizer("gpt2").encoder.model
    var generator = SeededGenerator(state: 1)
    var merger = PairMerger()
    for round in 0..<300 {
      // Up to 260 bytes: both the scan and the heap.
      let alphabet = Array((round % 3 == 0 ? "ab " : "etaoin shrdlu--==\n").utf8)
      let word = (0..<Int.random(in: 0...260, using: &generator)).map { _ in
        alphabet.randomElement(using: &generator) ?? 0
      }
      var ids: [Int32] = []
      var lengths: [Int] = []
      word.withUnsafeBufferPointer { merger.merge($0, model: model, ids: &ids, lengths: &lengths) }
      #expect(ids == plain(word, model))
      #expect(lengths == ids.map { model.texts.range(Int($0)).count })
    }
  }

  @Test func aLongWordIsMerged() throws {
    let tokenizer = try Fixtures.tokenizer("qwen2")
    let text = String(repeating: "a", count: 50_000)
    let ids = tokenizer.encode(text)
    #expect(tokenizer.decode(ids) == text)
    #expect(Set(ids).count < 10)
  }

  @Test func theCacheStartsAfreshWhenFull() throws {
    let tokenizer = try Fixtures.tokenizer("gpt2")
    let first = tokenizer.encode("hello world")
    let words = (0..<70_000).map {
      "w" + String($0, radix: 36).map { String($0.isNumber ? "x" : $0) }.joined() + "\($0)"
    }
    let text = words.joined(separator: " ")
    #expect(tokenizer.decode(tokenizer.encode(text)) == text)
    #expect(tokenizer.encode("hello world") == first)
  }

  @Test func theHeapGivesTheSmallestFirst() {
    var generator = SeededGenerator(state: 2)
    var heap = MinimumHeap()
    let numbers = (0..<500).map { _ in UInt64.random(in: 0..<1000, using: &generator) }
    numbers.forEach { heap.push($0) }
    #expect((0..<500).compactMap { _ in heap.pop() } == numbers.sorted())
    #expect(heap.pop() == nil)
  }

  @Test func aModelWithoutABytePassesOverIt() throws {
    var surfaces = ByteStrings()
    for token in ["a", "b", "ab"] { surfaces.append(token.utf8) }
    let model = try BytePairModel(
      surfaces: surfaces, merges: [(Array("a".utf8), Array("b".utf8))], ignoresMerges: false,
      origin: .init(file: "f", tokens: "t", merges: "m"))
    let tokenizer = try Tokenizer(
      model: model, added: [], preTokenizer: .gpt2, composes: false, special: SpecialTokens(), file: "f")
    #expect(tokenizer.encode("axb") == [2])
    #expect(tokenizer.encodeWithRanges("xaxb").map(\.range) == [0..<4])
  }
}
