import Testing

@testable import Rewards

/// From which interpreter a program starts, and how it ends there.
@Suite struct WarmRulesTests {
  private static let usual = WarmForm(prelude: .usual, finalizes: false)
  private static let numpy = WarmForm(prelude: .numpy, finalizes: false)

  @Test(
    arguments: [
      ("print(1)", .warm(usual)),
      ("import numpy", .warm(numpy)),
      ("import numpy as np\nprint(np.zeros(2))", .warm(numpy)),
      ("import sys\nfrom numpy import array", .warm(numpy)),
      ("from numpy.linalg import inv", .warm(numpy)),
      // Perhaps never reached, or no import at all.
      ("def f():\n    import numpy", .warm(usual)),
      ("if x: import numpy", .warm(usual)),
      ("import numpyro", .warm(usual)),
      ("# import numpy", .warm(usual)),
      ("print('numpy')", .warm(usual)),
      ("numpy", .warm(usual)),
      // What may leave something to the end.
      ("import numpy\nf = open('a', 'w')", .warm(WarmForm(prelude: .numpy, finalizes: true))),
      ("def f():\n  try:\n    yield 1\n  finally:\n    print(2)", .warm(WarmForm(prelude: .usual, finalizes: true))),
      // What looks at the interpreter itself.
      ("import sys\nprint('numpy' in sys.modules)", .cold),
      ("import numpy, gc", .cold),
      ("# coding: latin-1\nimport numpy", .cold),
      ("a\0b", .cold),
    ] as [(String, WarmRules.Start)])
  func startTable(source: String, start: WarmRules.Start) {
    #expect(WarmRules.start(of: Array(source.utf8)) == start)
  }
}
