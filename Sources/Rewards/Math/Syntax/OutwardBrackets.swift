/// Intervals with brackets turned outwards where an end is left out: `]0, 1[`, as books in French and German write them.
enum OutwardBrackets {
  /// The tokens with round brackets in their place; as they are unless all square brackets pair up as such intervals.
  static func turned(_ tokens: [Token]) -> [Token] {
    let positions = tokens.indices.filter { isSquare(tokens[$0].kind) }
    guard positions.count >= 2, positions.count % 2 == 0 else { return tokens }
    let pairs = stride(from: 0, to: positions.count, by: 2).map { (positions[$0], positions[$0 + 1]) }
    guard pairs.contains(where: { tokens[$0.0].kind == .close(.square) || tokens[$0.1].kind == .open(.square) }),
      pairs.allSatisfy({ holdsTwoItems(tokens[($0.0 + 1)..<$0.1]) })
    else { return tokens }
    var result = tokens
    for (first, last) in pairs {
      result[first].kind = .open(tokens[first].kind == .open(.square) ? .square : .round)
      result[last].kind = .close(tokens[last].kind == .close(.square) ? .square : .round)
    }
    return result
  }

  private static func isSquare(_ kind: TokenKind) -> Bool { kind == .open(.square) || kind == .close(.square) }

  private static func holdsTwoItems(_ tokens: ArraySlice<Token>) -> Bool {
    var depth = 0
    var separators = 0
    for token in tokens {
      switch token.kind {
      case .open: depth += 1
      case .close: depth -= 1
      case .comma, .semicolon: separators += depth == 0 ? 1 : 0
      default: break
      }
      if depth < 0 { return false }
    }
    return depth == 0 && separators == 1
  }
}
