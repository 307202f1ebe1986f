/// A template with its constants: a program, as Python, as English, and as what it computes.
public struct Composition: Sendable, Hashable {
  public let template: Template
  /// One for each slot; 0 where a block has none.
  let constants: [Int]

  init(_ template: Template, constants: [Int]) {
    self.template = template
    self.constants = constants
  }

  // MARK: Meaning

  /// The value for an argument.
  public func value(of argument: Value) -> Value {
    var elements: [Value] = []
    for element in template.source.elements(argument) where apply(.filter, element).isTrue {
      elements.append(apply(.map, element))
    }
    return apply(.post, apply(.fold, .list(elements)))
  }

  private func apply(_ slot: Slot, _ value: Value) -> Value {
    template[slot].apply(value, constants[slot.rawValue])
  }

  // MARK: Python

  /// The name of each task's function.
  public static let functionName = "f"
  public var parameter: String { template.source.parameter }

  /// The reference solution.
  public var python: String {
    let condition = code(.filter, "x")
    let elements =
      "[\(code(.map, "x")) for x in \(template.source.code)" + (condition.isEmpty ? "]" : " if \(condition)]")
    return """
      def \(Composition.functionName)(\(parameter)):
          return \(code(.post, code(.fold, elements)))
      """
  }

  private func code(_ slot: Slot, _ inner: String) -> String {
    let constant = constants[slot.rawValue]
    return Placeholders.filled(
      template[slot].code, [("it", inner), ("k", "\(constant)"), ("c", Letter.text(constant))])
  }

  // MARK: English

  /// What the function returns, in words.
  ///
  /// - Parameter variant: which of so many phrases a block takes, a number below its argument.
  func phrase(_ variant: (Int) -> Int) -> String {
    Slot.allCases.reduce("") { inner, slot in
      let (block, constant) = (template[slot], constants[slot.rawValue])
      var words: [(String, String)] = [("k", "\(constant)"), ("c", Letter.text(constant))]
      if slot == .filter {
        words += [("noun", template.source.noun), ("of", template.source.of)]
      } else {
        words.append(("it", inner))
      }
      let phrase = Placeholders.filled(block.phrases[variant(block.phrases.count)], words)
      return slot == .filter ? "the \(phrase)" : phrase
    }
  }
}

/// Texts with `{name}` in them.
enum Placeholders {
  static func filled(_ text: String, _ values: [(String, String)]) -> String {
    var result = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "{") {
      result += rest[..<open]
      rest = rest[rest.index(after: open)...]
      guard let close = rest.firstIndex(of: "}") else { return result + rest }
      let name = rest[..<close]
      result += values.first { $0.0 == name }?.1 ?? "{\(name)}"
      rest = rest[rest.index(after: close)...]
    }
    return result + rest
  }
}
