/// Decodes ids one at a time and holds back what may still become a character.
///
/// The texts that it gives, put together, are what ``Tokenizer/decode(_:skipSpecial:)`` gives for all ids at once.
///
/// ```swift
/// var decoder = tokenizer.streamingDecoder(skipSpecial: true)
/// for id in ids { print(decoder.append(id), terminator: "") }
/// print(decoder.finish())
/// ```
public struct StreamingDecoder: Sendable {
  private let tokenizer: Tokenizer
  private let skipSpecial: Bool
  /// The begin of a character: at most three bytes.
  private var held: [UInt8] = []

  init(tokenizer: Tokenizer, skipSpecial: Bool) {
    self.tokenizer = tokenizer
    self.skipSpecial = skipSpecial
  }

  /// The text that is certain now that this id has come; often empty inside a character.
  public mutating func append(_ id: Int32) -> String {
    held.append(contentsOf: tokenizer.bytes(of: CollectionOfOne(id), skipSpecial: skipSpecial))
    let complete = held.count - Self.openEnd(of: held)
    let text = String(decoding: held[..<complete], as: UTF8.self)
    held.removeFirst(complete)
    return text
  }

  /// The rest: U+FFFD if the last character never ended. The decoder can be used again afterwards.
  public mutating func finish() -> String {
    defer { held.removeAll() }
    return String(decoding: held, as: UTF8.self)
  }

  /// How many bytes at the end begin a character that further bytes could complete.
  static func openEnd(of bytes: [UInt8]) -> Int {
    for length in 1...3 where length <= bytes.count {
      let tail = bytes.suffix(length)
      guard let first = tail.first, first & 0xC0 != 0x80 else { continue }
      let needed =
        first >= 0xF0 && first <= 0xF4 ? 4 : first >= 0xE0 && first < 0xF0 ? 3 : first >= 0xC2 && first < 0xE0 ? 2 : 1
      guard length < needed else { return 0 }
      guard length > 1, let second = tail.dropFirst().first else { return length }
      // The second byte excludes overlong forms, surrogates and what is above U+10FFFF.
      let allowed: ClosedRange<UInt8> =
        switch first {
        case 0xE0: 0xA0...0xBF
        case 0xED: 0x80...0x9F
        case 0xF0: 0x90...0xBF
        case 0xF4: 0x80...0x8F
        default: 0x80...0xBF
        }
      return allowed.contains(second) ? length : 0
    }
    return 0
  }
}
