/// The part of a response in which an answer may stand (the first rule).
///
/// What comes after a chat marker is not the model's answer; only the text after the last `</think>` counts; comments,
/// drawings and programs are read by nobody (see ``UnreadText``).
struct FinalSegment {
  enum Result {
    case text(ResponseText)
    case nothing(String)
  }

  static func of(_ response: ResponseText) -> Result {
    var bytes = response.bytes[turn(of: response)]
    if let close = lastEnd(of: Tags.thinkClose, in: bytes) { bytes = bytes[close...] }
    var segment = ResponseText(bytes: Array(bytes))
    guard firstTag(Tags.thinkOpen, in: segment) == nil else { return .nothing("the thinking is never closed") }
    segment = UnreadText.removed(from: segment)
    if segment.trimmed(0..<segment.count).isEmpty { return .nothing("the response is empty") }
    return .text(segment)
  }

  // MARK: Chat markers

  /// From the first marker on it is another turn; a marker that opens the response is left out with its role.
  private static func turn(of text: ResponseText) -> Range<Int> {
    var start = 0
    var index = 0
    while index < text.count {
      guard text[index] == UInt8(ascii: "<") || text[index] == UInt8(ascii: "["),
        Tags.markerSeconds.contains(text.byte(index + 1)),
        let marker = Tags.chatMarkers.first(where: { text.has($0, at: index) })
      else {
        index += 1
        continue
      }
      guard text.trimmed(start..<index).isEmpty else { return start..<index }
      index = roleEnd(in: text, from: index + marker.count)
      start = index
    }
    return start..<text.count
  }

  private static func roleEnd(in text: ResponseText, from start: Int) -> Int {
    let end = text.lettersEnd(from: start, to: text.count)
    return end > start && Tags.roles.contains(text.string(start..<end)) ? end : start
  }

  // MARK: Tags

  private static func lastEnd(of tag: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    var start = bytes.endIndex - tag.count
    while start >= bytes.startIndex {
      if matches(tag, bytes, at: start) { return start + tag.count }
      start -= 1
    }
    return nil
  }

  private static func matches(_ tag: [UInt8], _ bytes: ArraySlice<UInt8>, at start: Int) -> Bool {
    for index in tag.indices where Glyph.lowered(bytes[start + index]) != tag[index] { return false }
    return true
  }

  private static func firstTag(_ tag: [UInt8], in text: ResponseText) -> Int? {
    for start in 0..<text.count where text[start] == tag[0] && text.hasIgnoringCase(tag, at: start) { return start }
    return nil
  }
}

private enum Tags {
  static let thinkOpen = Array("<think>".utf8)
  static let thinkClose = Array("</think>".utf8)
  static let chatMarkers = [
    "<|im_start|>", "<|im_end|>", "<|endoftext|>", "<|end_of_text|>", "<|begin_of_text|>", "<|eot_id|>", "<|eom_id|>",
    "<|start_header_id|>", "<|end_header_id|>", "<|end|>", "<|user|>", "<|assistant|>", "<|system|>", "<|return|>",
    "<start_of_turn>", "<end_of_turn>", "</s>", "<eos>", "[INST]", "[/INST]", "<｜end▁of▁sentence｜>", "<｜User｜>",
    "<｜Assistant｜>",
  ].map { Array($0.utf8) }
  /// The second bytes of the markers.
  static let markerSeconds = ByteSet("|se/I｜")
  static let roles: Set<String> = ["assistant", "model", "user", "system"]
}

/// The texts between `<answer>` and `</answer>` (the second rule).
struct AnswerTags {
  /// The last pair that holds something.
  var content: Range<Int>?
  /// Where that pair starts and ends.
  var start = 0
  var end = 0
  /// A tag was opened behind it and not closed: the response was cut there.
  var isCut = false

  init(in text: ResponseText) {
    var opened: Int?
    var openedAt = 0
    var index = 0
    while index < text.count {
      guard text[index] == UInt8(ascii: "<"), let (tag, isOpening) = Self.tag(in: text, at: index) else {
        index += 1
        continue
      }
      if isOpening {
        opened = index + tag
        openedAt = index
      } else if let start = opened {
        opened = nil
        if !text.trimmed(start..<index).isEmpty {
          content = start..<index
          self.start = openedAt
          end = index + tag
        }
      }
      index += tag
    }
    isCut = opened.map { !text.trimmed($0..<text.count).isEmpty } ?? false
  }

  private static let openings = ["<answer>", "<final_answer>", "<final answer>"].map { Array($0.utf8) }
  private static let closings = ["</answer>", "</final_answer>", "</final answer>"].map { Array($0.utf8) }

  private static func tag(in text: ResponseText, at start: Int) -> (length: Int, isOpening: Bool)? {
    if let tag = openings.first(where: { text.hasIgnoringCase($0, at: start) }) { return (tag.count, true) }
    if let tag = closings.first(where: { text.hasIgnoringCase($0, at: start) }) { return (tag.count, false) }
    return nil
  }
}
