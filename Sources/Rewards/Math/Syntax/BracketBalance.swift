/// Whether every bracket is closed, in the order in which they were opened.
enum BracketBalance {
  /// Where the first one is that has no partner; `nil` if all have. Round and square ones close each other, as in
  /// intervals; bars, which look alike on both sides, are not counted.
  static func failure(_ tokens: [Token]) -> SyntaxError? {
    var open: [Bracket] = []
    for token in tokens {
      switch token.kind {
      case .open(let bracket): open.append(kind(bracket))
      case .close(let bracket):
        guard open.popLast() == kind(bracket) else {
          return SyntaxError(position: token.position, message: "a closing bracket without its partner")
        }
      default: continue
      }
    }
    guard !open.isEmpty else { return nil }
    return SyntaxError(position: (tokens.last?.position ?? 0) + 1, message: "a closing bracket is missing")
  }

  private static func kind(_ bracket: Bracket) -> Bracket { bracket == .square ? .round : bracket }
}
