/// One message from the result channel of a harness: what a program claims about one call.
public struct ResultFrame: Sendable, Equatable {
  /// Which call it is about, from 0.
  public var index: Int
  public var content: Content

  public init(index: Int, content: Content) {
    self.index = index
    self.content = content
  }

  public enum Content: Sendable, Equatable {
    /// The call returned.
    case value(PlainValue)
    /// The call raised.
    case raised(type: String, message: String)
    /// The result is, or holds, something that is not of a plain type.
    case notPlain(type: String)
    /// The result equals no value that JSON can write (`--compat lcb`).
    case neverEqual(type: String)
    /// A timer ended the test: `cpu` or `idle`; `raised` if the program raised something of that name (`--compat lcb`).
    case timedOut(clock: String, message: String)
    /// What the process says the next frame's test used, in microseconds (`--compat lcb`).
    case usage(cpu: Int, wall: Int)
    /// An exception that LiveCodeBench does not catch ended the process (`--compat lcb`).
    case uncaught(type: String, message: String)
    case noSuchFunction(message: String)
    /// The program raised while it was loaded.
    case loadFailed(type: String, message: String)
    case syntaxError(message: String)
    /// An input is not one JSON value a line: the problem's fault.
    case badInput(message: String)
    /// How the process of this call ended; a negative number is a signal.
    case callStatus(Int)
    /// How the test code of an assert problem ended.
    case assertOutcome(AssertOutcome, message: String)
  }
}

/// How the test code of an assert problem ended.
public enum AssertOutcome: String, Sendable, Hashable, CaseIterable {
  /// Its last statement was reached.
  case passed
  /// An exception of the test after a first call to the program, `AssertionError` or another.
  case failed
  /// An exception that came from the program ended the test.
  case programRaised = "program_raised"
  /// The program's side closed the channel.
  case programGone = "program_gone"
  /// The test code does not compile, or raised before it asked anything of the program.
  case notStarted = "not_started"
  /// The test needs a name that the program does not define.
  case noSuchName = "no_such_name"
  /// A value cannot cross between the two sides.
  case notPlain = "not_plain"
}

/// Reads what came over a result channel: frames of `KJR1`, call index (u32), payload length (u64), payload, numbers
/// big-endian; the payload is a kind (one byte) and plain values.
public enum ResultFrames {
  /// All frames. Nothing else may stand between or behind them.
  /// - Throws: ``ResultFrameError``
  public static func decode(_ bytes: [UInt8]) throws(ResultFrameError) -> [ResultFrame] {
    let (frames, error) = decodePrefix(bytes)
    if let error { throw error }
    return frames
  }

  /// The frames up to the first that is malformed or cut short, and what is wrong there: for a program that was stopped
  /// in the middle, whose earlier calls still count.
  public static func decodePrefix(_ bytes: [UInt8]) -> (frames: [ResultFrame], error: ResultFrameError?) {
    var frames: [ResultFrame] = []
    var position = 0
    while position < bytes.count {
      do {
        frames.append(try next(bytes, &position))
      } catch {
        return (frames, error)
      }
    }
    return (frames, nil)
  }

  private static let magic = Array("KJR1".utf8)
  private static let headerLength = 16

  private static func next(_ bytes: [UInt8], _ position: inout Int) throws(ResultFrameError) -> ResultFrame {
    let start = position
    guard bytes.count - start >= headerLength else { throw ResultFrameError(offset: start, problem: "cut short") }
    guard bytes[start..<start + 4].elementsEqual(magic) else {
      throw ResultFrameError(offset: start, problem: "not a frame")
    }
    let index = number(bytes[start + 4..<start + 8])
    let length = number(bytes[start + 8..<start + headerLength])
    let payloadStart = start + headerLength
    guard length <= UInt64(bytes.count - payloadStart) else {
      throw ResultFrameError(offset: start, problem: "cut short")
    }
    let payload = payloadStart..<payloadStart + Int(length)
    let content: ResultFrame.Content
    do {
      content = try self.content(bytes, payload)
    } catch {
      throw ResultFrameError(offset: error.offset, problem: error.kind.rawValue)
    }
    position = payload.upperBound
    return ResultFrame(index: Int(index), content: content)
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func content(_ bytes: [UInt8], _ payload: Range<Int>) throws(PlainValueError) -> ResultFrame.Content {
    guard let kind = payload.first.map({ bytes[$0] }) else {
      throw PlainValueError(.truncated, at: payload.lowerBound)
    }
    var fields = Fields(decoder: PlainValueDecoder(bytes: bytes, range: payload.lowerBound + 1..<payload.upperBound))
    let content: ResultFrame.Content
    switch kind {
    case UInt8(ascii: "V"): content = .value(try fields.decoder.next())
    case UInt8(ascii: "E"): content = .raised(type: try fields.text(), message: try fields.text())
    case UInt8(ascii: "P"): content = .notPlain(type: try fields.text())
    case UInt8(ascii: "D"): content = .neverEqual(type: try fields.text())
    case UInt8(ascii: "T"): content = .timedOut(clock: try fields.text(), message: try fields.text())
    case UInt8(ascii: "U"): content = .usage(cpu: try fields.integer(), wall: try fields.integer())
    case UInt8(ascii: "X"): content = .uncaught(type: try fields.text(), message: try fields.text())
    case UInt8(ascii: "M"): content = .noSuchFunction(message: try fields.text())
    case UInt8(ascii: "L"): content = .loadFailed(type: try fields.text(), message: try fields.text())
    case UInt8(ascii: "C"): content = .syntaxError(message: try fields.text())
    case UInt8(ascii: "B"): content = .badInput(message: try fields.text())
    case UInt8(ascii: "S"): content = .callStatus(try fields.integer())
    case UInt8(ascii: "A"): content = .assertOutcome(try fields.outcome(), message: try fields.text())
    default: throw PlainValueError(.tag, at: payload.lowerBound)
    }
    guard fields.decoder.isAtEnd else { throw PlainValueError(.trailing, at: fields.decoder.position) }
    return content
  }

  /// The fields behind a frame's kind, by the type that they must have.
  private struct Fields {
    var decoder: PlainValueDecoder

    mutating func text() throws(PlainValueError) -> String {
      let start = decoder.position
      guard case .string(let text) = try decoder.next() else { throw PlainValueError(.tag, at: start) }
      return text.string
    }

    mutating func integer() throws(PlainValueError) -> Int {
      let start = decoder.position
      guard case .int(let number) = try decoder.next(), let word = number.word else {
        throw PlainValueError(.number, at: start)
      }
      return word
    }

    mutating func outcome() throws(PlainValueError) -> AssertOutcome {
      let start = decoder.position
      guard let outcome = AssertOutcome(rawValue: try text()) else { throw PlainValueError(.tag, at: start) }
      return outcome
    }
  }
}

/// Why the bytes of a result channel are not frames.
public struct ResultFrameError: Error, Sendable, Hashable, CustomStringConvertible {
  /// From 0.
  public var offset: Int
  public var problem: String

  public var description: String { "malformed result at byte \(offset): \(problem)" }
}
