/// How a text is cut into pieces before byte pairs are merged. Merges never cross a cut.
///
/// Four rules cover the models that this library trains. Each is a regular expression in the tokenizer's file; here
/// each is a scanner that gives the same pieces.
public enum PreTokenizer: String, CaseIterable, Sendable {
  /// GPT-2: English contractions, letters, numbers and others, each with the one space before it.
  case gpt2
  /// SmolLM and SmolLM2: each digit by itself, then GPT-2's rule.
  case smollm
  /// Qwen2, Qwen2.5 and Qwen3: each number character by itself, line ends kept with punctuation.
  case qwen2
  /// Llama 3: as Qwen's, with numbers in groups of up to three.
  case llama3

  /// The expressions by which a rule is recognised, exactly as files have them.
  static let patterns: [(pattern: String, rule: PreTokenizer)] = [
    (#"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#, .gpt2),
    (#"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#, .gpt2),
    (modern(#"\p{N}"#), .qwen2),
    (modern(#"\p{N}{1,3}"#), .llama3),
  ]

  private static func modern(_ numbers: String) -> String {
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|"# + numbers
      + #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
  }

  /// The expression that a saved tokenizer carries for this rule; `nil` where the file names no expression.
  var savedPattern: String? {
    switch self {
    case .gpt2, .smollm: nil
    case .qwen2: Self.modern(#"\p{N}"#)
    case .llama3: Self.modern(#"\p{N}{1,3}"#)
    }
  }

  /// The rule of a GGUF file's `tokenizer.ggml.pre`.
  static func named(_ name: String) -> PreTokenizer? {
    switch name {
    case "gpt-2", "gpt2", "default": .gpt2
    case "smollm": .smollm
    case "qwen2": .qwen2
    case "llama-bpe", "llama-v3", "llama3": .llama3
    default: nil
    }
  }

  /// The pieces of a text, in order; together they are the text.
  ///
  /// ```swift
  /// PreTokenizer.llama3.pieces(of: "It's 12345")  // ["It", "'s", " ", "123", "45"]
  /// ```
  public func pieces(of text: String) -> [String] {
    var text = text
    return text.withUTF8 { bytes in
      var pieces: [String] = []
      PieceScanner.scan(bytes, rule: self) { start, end in
        pieces.append(String(decoding: bytes[start..<end], as: UTF8.self))
      }
      return pieces
    }
  }
}

extension PreTokenizer {
  /// Reads the `pre_tokenizer` of a tokenizer.json.
  ///
  /// - Throws: ``TokenizerError`` `.unsupported`, which shows the pattern or the parts and names what is supported.
  static func read(_ value: JSONValue?, file: String) throws(TokenizerError) -> PreTokenizer {
    guard let value else {
      throw TokenizerError(
        .unsupported, file: file, field: "pre_tokenizer", "a tokenizer without a pre-tokenizer is not supported",
        advice: supported)
    }
    var parts: [JSONValue] = []
    try flatten(value, into: &parts)
    var rule: PreTokenizer?
    var digitsAlone = false
    for part in parts {
      switch try part.required("type").string {
      case "Split":
        guard rule == nil, !digitsAlone else { throw unsupported(parts, at: value) }
        rule = try readSplit(part)
      case "Digits":
        guard rule == nil, !digitsAlone, part["individual_digits"]?.bool == true else {
          throw unsupported(parts, at: value)
        }
        digitsAlone = true
      case "ByteLevel":
        if part["add_prefix_space"]?.bool == true {
          throw part.error(.unsupported, "add_prefix_space is not supported", advice: supported)
        }
        let usesPattern = part["use_regex"]?.bool ?? true
        guard part.index == parts.last?.index, usesPattern == (rule == nil) else {
          throw unsupported(parts, at: value)
        }
        return rule ?? (digitsAlone ? .smollm : .gpt2)
      default:
        throw unsupported(parts, at: value)
      }
    }
    throw unsupported(parts, at: value)
  }

  private static func flatten(_ value: JSONValue, into parts: inout [JSONValue]) throws(TokenizerError) {
    guard try value.required("type").string == "Sequence" else {
      parts.append(value)
      return
    }
    for part in try value.required("pretokenizers").elements { try flatten(part, into: &parts) }
  }

  private static func readSplit(_ part: JSONValue) throws(TokenizerError) -> PreTokenizer {
    let pattern = try part.required("pattern")
    guard let expression = pattern["Regex"]?.bytes else {
      throw pattern.error(.unsupported, "only patterns of kind Regex are supported", advice: supported)
    }
    let behavior = part["behavior"]?.string ?? ""
    let invert = part["invert"]?.bool ?? false
    // The expressions match every character, so keeping the matches alone is the same as isolating them.
    guard (behavior == "Isolated" && !invert) || (behavior == "Removed" && invert) else {
      throw part.error(.unsupported, "behavior \(behavior) with invert \(invert) is not supported", advice: supported)
    }
    for known in patterns where Array(known.pattern.utf8) == expression { return known.rule }
    throw pattern.error(
      .unsupported, "the pattern \(String(decoding: expression, as: UTF8.self)) is not known", advice: supported)
  }

  private static func unsupported(_ parts: [JSONValue], at value: JSONValue) -> TokenizerError {
    let names = parts.map { $0["type"]?.string ?? "?" }.joined(separator: ", ")
    return value.error(.unsupported, "the combination [\(names)] is not supported", advice: supported)
  }

  private static let supported =
    "supported are the byte-level pre-tokenizers of GPT-2, SmolLM (Digits, ByteLevel), Qwen2 and Llama 3 (Split, ByteLevel)"
}
