/// The text of tokens so far, cut before the first of some texts.
struct StoppingText {
  var text: String { String(decoding: bytes, as: UTF8.self) }
  private(set) var isStopped = false
  private var decoder: any TokenDecoder
  private let stops: [[UInt8]]
  /// Bytes of ``text`` that were given out.
  private var given = 0
  private var bytes: [UInt8] = []

  init(_ decoder: any TokenDecoder, stops: [String]) {
    self.decoder = decoder
    self.stops = stops.map { Array($0.utf8) }.filter { !$0.isEmpty }
  }

  /// - Returns: what is new and cannot become part of a stop text any more.
  mutating func append(_ token: Int32) -> String { take(decoder.append(token), isLast: false) }

  mutating func finish() -> String { isStopped ? "" : take(decoder.finish(), isLast: true) }

  private mutating func take(_ piece: String, isLast: Bool) -> String {
    guard !isStopped else { return "" }
    bytes += Array(piece.utf8)
    let cut = stops.compactMap { firstPlace(of: $0) }.min()
    if let cut {
      bytes.removeSubrange(cut...)
      isStopped = true
    }
    var end = bytes.count
    if !isLast, !isStopped {
      // As much as may be the beginning of a stop text waits.
      let longest = stops.map { stop in
        (0..<stop.count).reversed().first { bytes.suffix($0).elementsEqual(stop.prefix($0)) && $0 <= bytes.count } ?? 0
      }.max()
      end -= longest ?? 0
      while end > given, end < bytes.count, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    }
    defer { given = max(given, end) }
    return end > given ? String(decoding: bytes[given..<end], as: UTF8.self) : ""
  }

  private func firstPlace(of stop: [UInt8]) -> Int? {
    guard bytes.count >= stop.count else { return nil }
    return (max(0, given - stop.count)...bytes.count - stop.count).first {
      bytes[$0..<$0 + stop.count].elementsEqual(stop)
    }
  }
}
