/// One JSON text, parsed into a flat list of nodes over its bytes: strings are decoded only when asked for, so that
/// keys nobody knows cost nothing, and nothing recurses, so that deep nesting cannot end the process.
package final class JSONDocument: Sendable {
  /// What stands at a place in the text.
  package enum Kind: UInt8, Sendable {
    case null, `false`, `true`, number, string, escapedString, array, object
  }

  struct Node: Sendable {
    var kind: Kind
    /// The bytes of the value; without the quotes for a string.
    var start: UInt32
    var end: UInt32
    /// The node after this one and all inside it. Children follow directly; an object's are key, value, key, value.
    var next: UInt32
  }

  /// Where the text comes from, for errors.
  package struct Origin: Sendable {
    var file: String
    var line: Int?
    /// The field whose value this text is; `nil` for a row.
    var field: String?

    package init(file: String, line: Int? = nil, field: String? = nil) {
      self.file = file
      self.line = line
      self.field = field
    }
  }

  package let bytes: [UInt8]
  let nodes: [Node]
  let origin: Origin

  /// - Parameters:
  ///   - allowNonFinite: accept Python's `NaN`, `Infinity` and `-Infinity` as numbers.
  ///   - maximumDepth: deeper lists and objects are an error.
  /// - Throws: ``DatasetError`` `.invalidJSON` or `.truncated`, with the byte where it happened.
  package init(
    _ bytes: [UInt8], origin: Origin, allowNonFinite: Bool = false, maximumDepth: Int = JSONParser.maximumDepth
  ) throws {
    var parser = JSONParser(bytes, allowNonFinite: allowNonFinite, maximumDepth: maximumDepth)
    do {
      nodes = try parser.parse()
    } catch let failure {
      throw failure.error(origin: origin, bytes: bytes)
    }
    self.bytes = bytes
    self.origin = origin
  }

  package var root: JSONValue { JSONValue(document: self, index: 0) }

  /// The first key that stands twice in one object; `nil` in a text that everybody reads the same way.
  package func repeatedKey() throws -> JSONValue? {
    for (index, node) in nodes.enumerated() where node.kind == .object {
      var seen: Set<String> = []
      for (key, value) in try JSONValue(document: self, index: index).members() where !seen.insert(key).inserted {
        return value
      }
    }
    return nil
  }

  /// `tests[3].input`: found by a walk from the root, since only errors ask for it.
  func path(to target: Int) -> String? {
    var path = origin.field ?? ""
    var index = 0
    while index < target {
      let node = nodes[index]
      var child = index + 1
      var position = 0
      var found = false
      while child < Int(node.next) {
        let value = node.kind == .object ? child + 1 : child
        guard value < nodes.count else { return path }
        if target < Int(nodes[value].next) {
          if node.kind == .object {
            let key = nodes[child]
            let name = String(decoding: bytes[Int(key.start)..<Int(key.end)], as: UTF8.self)
            path += path.isEmpty ? name : ".\(name)"
          } else {
            path += "[\(position)]"
          }
          index = value
          found = true
          break
        }
        child = Int(nodes[value].next)
        position += 1
      }
      guard found else { break }
    }
    return path.isEmpty ? nil : path
  }
}
