/// How a program starts from a warm interpreter and ends in it.
struct WarmForm: Sendable, Hashable {
  var prelude = WarmPrelude.usual
  /// What the program leaves is finalized at its end, as it is cold; needless where nobody can tell.
  var finalizes = true
}

/// What a warm interpreter has imported before it is forked, beyond what all have.
enum WarmPrelude: String, Sendable, Hashable {
  case usual
  /// For programs that import it: some 100 ms otherwise, for each test.
  case numpy

  /// Arguments of `kj_warm.py`: the modules.
  var modules: [String] { self == .numpy ? ["numpy"] : [] }

  /// A program that does nothing but what the prelude has done: cold, its memory is what a fork shares.
  var emptyProgram: String {
    modules.map { "try:\n    import \($0)\nexcept ImportError:\n    pass\n" }.joined()
  }
}
