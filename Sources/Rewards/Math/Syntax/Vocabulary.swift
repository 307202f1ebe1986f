/// What the names of LaTeX, ASCII mathematics and plain text stand for.
enum Vocabulary {
  /// Words of plain text that are the names of functions and constants.
  static let names: [String: TokenKind] = [
    "sin": .function(.sin), "cos": .function(.cos), "tan": .function(.tan), "tg": .function(.tan),
    "cot": .function(.cot), "ctg": .function(.cot), "sec": .function(.sec), "csc": .function(.csc),
    "cosec": .function(.csc),
    "arcsin": .function(.arcsin), "arccos": .function(.arccos), "arctan": .function(.arctan),
    "arctg": .function(.arctan), "arccot": .function(.arccot), "arcctg": .function(.arccot),
    "arcsec": .function(.arcsec), "arccsc": .function(.arccsc),
    "asin": .function(.arcsin), "acos": .function(.arccos), "atan": .function(.arctan),
    "sinh": .function(.sinh), "cosh": .function(.cosh), "tanh": .function(.tanh), "coth": .function(.coth),
    "sech": .function(.sech), "csch": .function(.csch),
    "arsinh": .function(.arsinh), "arcsinh": .function(.arsinh), "asinh": .function(.arsinh),
    "arcosh": .function(.arcosh), "arccosh": .function(.arcosh), "acosh": .function(.arcosh),
    "artanh": .function(.artanh), "arctanh": .function(.artanh), "atanh": .function(.artanh),
    "ln": .function(.ln), "log": .function(.log), "lg": .function(.lg), "exp": .function(.exp),
    "sqrt": .function(.sqrt), "cbrt": .function(.cbrt), "abs": .function(.abs),
    "floor": .function(.floor), "ceil": .function(.ceiling), "ceiling": .function(.ceiling),
    "sgn": .function(.sign), "gcd": .function(.gcd), "lcm": .function(.lcm), "max": .function(.max),
    "min": .function(.min), "binom": .function(.binomial), "binomial": .function(.binomial),
    "factorial": .function(.factorial), "det": .function(.determinant),
    "pi": .constant(.pi), "inf": .constant(.infinity), "infinity": .constant(.infinity), "oo": .constant(.infinity),
    "and": .and, "or": .or, "mod": .modulo, "union": .union, "intersect": .intersection,
    "alpha": .letter("α"), "beta": .letter("β"), "gamma": .letter("γ"), "delta": .letter("δ"),
    "theta": .letter("θ"), "lambda": .letter("λ"), "mu": .letter("μ"), "sigma": .letter("σ"), "phi": .letter("φ"),
    "omega": .letter("ω"), "rho": .letter("ρ"),
  ]

  /// LaTeX commands that are tokens by themselves.
  static let commands: [String: TokenKind] = {
    var table = signs
    for (name, kind) in names {
      switch kind {
      case .function, .letter: if table[name] == nil { table[name] = kind }
      default: break
      }
    }
    for (name, letter) in greek { table[name] = .letter(letter) }
    return table
  }()

  private static let signs: [String: TokenKind] = [
    "frac": .fraction, "dfrac": .fraction, "tfrac": .fraction, "cfrac": .fraction, "sfrac": .fraction,
    "nicefrac": .fraction, "sqrt": .root, "binom": .binomial, "dbinom": .binomial, "tbinom": .binomial,
    "pi": .constant(.pi), "infty": .constant(.infinity), "infin": .constant(.infinity), "imath": .constant(.i),
    "pm": .plusMinus, "mp": .minusPlus,
    "times": .times, "cdot": .times, "ast": .times, "cdotp": .times, "bullet": .times, "div": .slash,
    "cup": .union, "cupdot": .union, "bigcup": .union, "sqcup": .union, "cap": .intersection,
    "bigcap": .intersection, "setminus": .setDifference, "backslash": .setDifference, "smallsetminus": .setDifference,
    "emptyset": .emptySet, "varnothing": .emptySet,
    "le": .relation(.lessEqual), "leq": .relation(.lessEqual), "leqslant": .relation(.lessEqual),
    "leqq": .relation(.lessEqual), "ge": .relation(.greaterEqual), "geq": .relation(.greaterEqual),
    "geqslant": .relation(.greaterEqual), "geqq": .relation(.greaterEqual), "lt": .relation(.less),
    "gt": .relation(.greater), "ne": .relation(.notEqual), "neq": .relation(.notEqual),
    "approx": .relation(.approximately), "approxeq": .relation(.approximately), "simeq": .relation(.approximately),
    "doteq": .relation(.approximately), "cong": .relation(.similar), "sim": .relation(.similar),
    "equiv": .relation(.congruent), "in": .relation(.element), "notin": .relation(.notElement),
    "subset": .relation(.subset), "subseteq": .relation(.subset), "mid": .bar, "perp": .relation(.perpendicular),
    "parallel": .relation(.parallel), "to": .relation(.maps), "rightarrow": .relation(.maps),
    "mapsto": .relation(.maps), "longrightarrow": .relation(.maps), "Rightarrow": .relation(.implies),
    "Longrightarrow": .relation(.implies), "implies": .relation(.implies), "iff": .relation(.implies),
    "Leftrightarrow": .relation(.implies), "therefore": .relation(.implies),
    "land": .and, "wedge": .and, "lor": .or, "vee": .or,
    "ldots": .ellipsis, "dots": .ellipsis, "cdots": .ellipsis, "dotsc": .ellipsis, "dotsb": .ellipsis,
    "dotsm": .ellipsis, "dotso": .ellipsis, "vdots": .ellipsis, "ddots": .ellipsis,
    "quad": .gap, "qquad": .gap, "circ": .degree, "degree": .degree, "textdegree": .degree, "textcirc": .degree,
    "prime": .prime, "lfloor": .open(.floor), "rfloor": .close(.floor), "lceil": .open(.ceiling),
    "rceil": .close(.ceiling), "langle": .open(.angle), "rangle": .close(.angle), "lvert": .open(.bar),
    "rvert": .close(.bar), "lVert": .open(.bar), "rVert": .close(.bar), "vert": .bar, "Vert": .bar,
    "lbrace": .open(.curly), "rbrace": .close(.curly), "lbrack": .open(.square), "rbrack": .close(.square),
    "lparen": .open(.round), "rparen": .close(.round), "colon": .colon, "overline": .overline,
    "sum": .largeOperator(.sum), "prod": .largeOperator(.product), "int": .largeOperator(.integral),
    "lim": .largeOperator(.limit), "Re": .function(.real), "Im": .function(.imaginary),
    "arg": .function(.argument), "bmod": .modulo, "pmod": .modulus, "pod": .modulus, "choose": .choose, "mod": .modulo,
    "ell": .letter("ℓ"),
    "hbar": .letter("ℏ"), "nabla": .letter("∇"), "partial": .letter("∂"), "Box": .letter("□"), "square": .letter("□"),
    "euro": .currency("€"), "pounds": .currency("£"), "yen": .currency("¥"), "textdollar": .currency("$"),
    "aleph": .letter("ℵ"), "checkmark": .word("true"), "top": .word("true"), "bot": .word("false"),
  ]

  private static let greek: [String: String] = [
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "vartheta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν",
    "xi": "ξ", "rho": "ρ", "varrho": "ρ", "sigma": "σ", "varsigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ",
    "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ",
    "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "mho": "℧",
  ]

  /// Commands whose argument is words.
  static let textCommands: Set<String> = [
    "text", "textbf", "textit", "textrm", "textsf", "texttt", "textnormal", "textup", "textsc", "mbox", "hbox",
    "mathrm", "operatorname", "rm", "mathsf", "mathtt", "unit", "boldsymbol", "emph", "underline", "enspace",
  ]

  /// Commands whose argument is mathematics as any other.
  static let transparentCommands: Set<String> = [
    "mathbf", "mathit", "mathcal", "mathfrak", "mathscr", "bm", "pmb", "vec", "hat", "widehat", "tilde", "bar",
    "overrightarrow", "overset", "underset", "displaystyle", "textstyle", "scriptstyle", "limits", "nolimits",
    "left", "right", "middle", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr",
    "Biggl", "Biggr", "boxed", "fbox", "mathstrut", "strut", "hfill", "noindent", "bf", "it", "cal", "tiny", "small",
    "large", "Large", "mathord", "mathop", "mathbin", "mathrel", "ensuremath", "boldmath", "phantom", "null", "relax",
    "smash", "mathsurround", "allowbreak", "nobreak", "notag", "nonumber", "hline", "cline", "centering", "em", "sl",
    "widetilde", "dot", "ddot", "overbrace", "underbrace", "mathring", "cancel", "color", "quantity", "qty",
  ]

  /// Transparent commands around a whole answer.
  static let silentCommands: Set<String> = ["boxed", "fbox", "displaystyle", "textstyle", "ensuremath", "framebox"]

  /// Commands that are only space.
  static let spaces: Set<String> = ["space", "thinspace", "medspace", "thickspace", "nobreakspace", "negthinspace"]

  static let unicodeSigns: [Unicode.Scalar: TokenKind] = [
    "−": .minus, "–": .minus, "—": .minus, "‐": .minus, "‑": .minus, "×": .times, "·": .times, "⋅": .times,
    "∗": .times, "•": .times, "÷": .slash, "⁄": .slash, "∕": .slash, "±": .plusMinus, "∓": .minusPlus,
    "≤": .relation(.lessEqual), "≦": .relation(.lessEqual), "⩽": .relation(.lessEqual), "≥": .relation(.greaterEqual),
    "≧": .relation(.greaterEqual), "⩾": .relation(.greaterEqual), "≠": .relation(.notEqual),
    "≈": .relation(.approximately), "≡": .relation(.congruent), "∈": .relation(.element),
    "∉": .relation(.notElement), "⊂": .relation(.subset), "⊆": .relation(.subset), "→": .relation(.maps),
    "⇒": .relation(.implies), "∪": .union, "∩": .intersection, "∖": .setDifference, "∅": .emptySet, "⌀": .emptySet,
    "∞": .constant(.infinity), "π": .constant(.pi), "√": .root, "°": .degree, "º": .degree, "∘": .degree, "′": .prime,
    "…": .ellipsis, "⋯": .ellipsis, "⌊": .open(.floor), "⌋": .close(.floor), "⌈": .open(.ceiling),
    "⌉": .close(.ceiling), "⟨": .open(.angle), "⟩": .close(.angle), "∶": .colon, "：": .colon, "，": .comma,
    "、": .comma, "；": .semicolon, "（": .open(.round), "）": .close(.round), "∣": .bar, "｜": .bar, "∧": .and, "∨": .or,
    "ℝ": .numberSet(.reals), "ℕ": .numberSet(.naturals), "ℤ": .numberSet(.integers), "ℚ": .numberSet(.rationals),
    "ℂ": .numberSet(.complexNumbers), "∑": .largeOperator(.sum), "∏": .largeOperator(.product),
    "∫": .largeOperator(.integral), "€": .currency("€"), "£": .currency("£"), "¥": .currency("¥"),
    "₹": .currency("₹"), "₽": .currency("₽"), "₩": .currency("₩"), "¢": .currency("¢"), "％": .percent,
    "‰": .word("permille"),
  ]

  static let superscripts: [Unicode.Scalar: Unicode.Scalar] = [
    "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8", "⁹": "9", "⁻": "-",
    "⁺": "+", "ⁿ": "n", "ⁱ": "i",
  ]

  static let subscripts: [Unicode.Scalar: Unicode.Scalar] = [
    "₀": "0", "₁": "1", "₂": "2", "₃": "3", "₄": "4", "₅": "5", "₆": "6", "₇": "7", "₈": "8", "₉": "9", "₋": "-",
    "₊": "+", "ₙ": "n", "ᵢ": "i", "ₖ": "k", "ₘ": "m", "ₓ": "x", "ₐ": "a",
  ]

  static let vulgarFractions: [Unicode.Scalar: (Int, Int)] = [
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5),
    "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8),
  ]

  /// Scalars that no one sees: zero-width spaces and joiners, marks of direction, the byte order mark.
  static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0x2066...0x206F, 0xFEFF, 0x00AD, 0x034F, 0xFE00...0xFE0F:
      true
    default: false
    }
  }
}
