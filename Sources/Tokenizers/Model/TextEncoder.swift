/// Turns a text into tokens: added tokens, normalisation, pieces, merges.
struct TextEncoder: Sendable {
  let model: BytePairModel
  let added: AddedTokens
  let preTokenizer: PreTokenizer
  /// Whether texts are brought into NFC.
  let composes: Bool
  let pool = WorkspacePool()

  /// The tokens of a text so far and, on demand, where each stands in it.
  struct Output {
    var ids: [Int32] = []
    var ranges: [Range<Int>] = []
    var wantsRanges: Bool
  }

  func encode(_ text: String, parseSpecial: Bool, output: inout Output) {
    var text = text
    text.withUTF8 { bytes in
      // A token has about four bytes of English.
      output.ids.reserveCapacity(output.ids.count + bytes.count / 3)
      var workspace = pool.take()
      for stretch in added.split(bytes, stage: .beforeNormalization, parseSpecial: parseSpecial) {
        if let token = stretch.token {
          append(token, stretch.range, &output)
        } else {
          let part = UnsafeBufferPointer(rebasing: bytes[stretch.range])
          normalize(part, at: stretch.range.lowerBound, parseSpecial: parseSpecial, &workspace, &output)
        }
      }
      pool.giveBack(workspace)
    }
  }

  private func append(_ token: Int32, _ range: Range<Int>, _ output: inout Output) {
    output.ids.append(token)
    if output.wantsRanges { output.ranges.append(range) }
  }

  private func normalize(
    _ bytes: UnsafeBufferPointer<UInt8>, at offset: Int, parseSpecial: Bool,
    _ workspace: inout WorkspacePool.Workspace, _ output: inout Output
  ) {
    guard composes, let composed = Normalization.compose(bytes) else {
      findNormalized(bytes, at: offset, parseSpecial: parseSpecial, &workspace, &output)
      return
    }
    let first = output.ranges.count
    composed.bytes.withUnsafeBufferPointer { bytes in
      findNormalized(bytes, at: 0, parseSpecial: parseSpecial, &workspace, &output)
    }
    guard output.wantsRanges else { return }
    var map = OffsetMap(changes: composed.changes)
    for index in first..<output.ranges.count {
      output.ranges[index] = map.original(of: output.ranges[index], shiftedBy: offset)
    }
  }

  private func findNormalized(
    _ bytes: UnsafeBufferPointer<UInt8>, at offset: Int, parseSpecial: Bool,
    _ workspace: inout WorkspacePool.Workspace, _ output: inout Output
  ) {
    for stretch in added.split(bytes, stage: .afterNormalization, parseSpecial: parseSpecial) {
      let start = offset + stretch.range.lowerBound
      if let token = stretch.token {
        append(token, start..<start + stretch.range.count, &output)
      } else {
        encodePieces(UnsafeBufferPointer(rebasing: bytes[stretch.range]), at: start, &workspace, &output)
      }
    }
  }

  private func encodePieces(
    _ bytes: UnsafeBufferPointer<UInt8>, at offset: Int, _ workspace: inout WorkspacePool.Workspace,
    _ output: inout Output
  ) {
    // Lengths are those of the tokens' texts, unless bytes without a token were left out.
    let usesCache = !output.wantsRanges || model.isComplete
    PieceScanner.scan(bytes, rule: preTokenizer) { start, end in
      let word = UnsafeBufferPointer(rebasing: bytes[start..<end])
      let first = output.ids.count
      if usesCache, word.count <= WordCache.longestWord {
        if let slot = workspace.cache.append(word, to: &output.ids) {
          workspace.lengths.removeAll(keepingCapacity: true)
          workspace.merger.merge(word, model: model, ids: &output.ids, lengths: &workspace.lengths)
          workspace.cache.insert(word, at: slot, tokens: output.ids[first...])
        }
        if output.wantsRanges { appendRanges(from: first, at: offset + start, &output) }
      } else {
        workspace.lengths.removeAll(keepingCapacity: true)
        workspace.merger.merge(word, model: model, ids: &output.ids, lengths: &workspace.lengths)
        if output.wantsRanges {
          appendRanges(workspace.lengths, wordEnd: offset + end, at: offset + start, &output)
        }
      }
    }
  }

  private func appendRanges(from first: Int, at start: Int, _ output: inout Output) {
    var position = start
    for index in first..<output.ids.count {
      let end = position + model.texts.range(Int(output.ids[index])).count
      output.ranges.append(position..<end)
      position = end
    }
  }

  private func appendRanges(_ lengths: [Int], wordEnd: Int, at start: Int, _ output: inout Output) {
    var position = start
    for length in lengths {
      let end = min(position + length, wordEnd)
      output.ranges.append(position..<end)
      position = end
    }
  }
}

/// Takes ranges of a normalised text back to the text that it was made from.
private struct OffsetMap {
  let changes: [Normalization.Change]
  /// The first change that does not end before the last range asked for: ranges come in order.
  private var current = 0

  init(changes: [Normalization.Change]) { self.changes = changes }

  /// A range that touches a changed place covers all of it.
  mutating func original(of range: Range<Int>, shiftedBy offset: Int) -> Range<Int> {
    while current < changes.count, changes[current].normalized.upperBound <= range.lowerBound { current += 1 }
    let shift = current == 0 ? 0 : changes[current - 1].original.upperBound - changes[current - 1].normalized.upperBound
    var start = range.lowerBound + shift
    if current < changes.count, changes[current].normalized.lowerBound <= range.lowerBound {
      start = changes[current].original.lowerBound
    }
    var last = current
    while last < changes.count, changes[last].normalized.lowerBound < range.upperBound { last += 1 }
    var end = range.upperBound
    if last > 0 {
      let change = changes[last - 1]
      end =
        range.upperBound <= change.normalized.upperBound
        ? change.original.upperBound : range.upperBound + change.original.upperBound - change.normalized.upperBound
    }
    return offset + start..<offset + max(start, end)
  }
}
