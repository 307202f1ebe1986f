/// A small strict JSON reader, for rows and the files of a run.
///
/// Keys that stand twice in an object are errors: readers differ in which one they take.
indirect enum JSON: Hashable {
  case null
  case bool(Bool)
  /// As it is written.
  case number(String)
  case string(String)
  case array([JSON])
  case object([Member])

  struct Member: Hashable {
    var key: String
    var value: JSON
  }

  /// Why a text is not JSON, and the byte (from 0) where that shows.
  struct Failure: Error, Hashable {
    var offset: Int
    var message: String
  }

  /// Deeper data is never meant; the reader calls itself once a level.
  static let maximumDepth = 256

  /// - Parameter bytes: one JSON text in well-formed UTF-8.
  init(_ bytes: [UInt8]) throws(Failure) {
    var result: JSON?
    var failure = Failure(offset: 0, message: "no value")
    bytes.withUnsafeBufferPointer { buffer in
      var reader = JSONReader(bytes: buffer)
      do throws(Failure) {
        result = try reader.whole()
      } catch {
        failure = error
      }
    }
    guard let result else { throw failure }
    self = result
  }

  subscript(key: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// What it is, for errors: `a list`.
  var kind: String {
    switch self {
    case .null: "null"
    case .bool: "true or false"
    case .number: "a number"
    case .string: "a text"
    case .array: "a list"
    case .object: "an object"
    }
  }

  /// A JSON string with its quotes.
  static func quoted(_ text: String) -> String {
    var result: [UInt8] = [UInt8(ascii: "\"")]
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): result += [UInt8(ascii: "\\"), byte]
      case UInt8(ascii: "\n"): result += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
      case 0..<0x20, 0x7F:
        let digits = String(byte, radix: 16)
        result += Array("\\u00\(digits.utf8.count == 1 ? "0" : "")\(digits)".utf8)
      default: result.append(byte)
      }
    }
    result.append(UInt8(ascii: "\""))
    return String(decoding: result, as: UTF8.self)
  }
}
