/// Writes canonical forms as text that reads back as the same form.
struct FormWriter {
  let algebra: Algebra
  /// Longer forms are cut.
  static let maximumLength = 400
  private static let maximumKernelLength = 2000

  func text(_ answer: Answer) -> String {
    let text = form(answer)
    guard text.utf8.count > FormWriter.maximumLength else { return text }
    return String(text.prefix(FormWriter.maximumLength)) + "…"
  }

  func form(_ answer: Answer) -> String {
    switch answer {
    case .value(let value): return scalar(value)
    case .quantity(let value, let unit): return "\(factor(inBaseUnits(value, unit))) \(unit.dimension.form)"
    case .percent(let value): return factor(value) + "\\%"
    case .counted(let value, let label): return "\(factor(value)) \\text{\(label)}"
    case .infinity(let isNegative): return isNegative ? "-\\infty" : "\\infty"
    case .list(let items): return forms(items).joined(separator: ", ")
    case .tuple(let items): return "(" + forms(items).joined(separator: ", ") + ")"
    case .set(let items):
      return items.isEmpty ? "\\emptyset" : "\\{" + Set(forms(items)).sorted().joined(separator: ", ") + "\\}"
    case .interval(let value): return interval(value)
    case .region(let region):
      return region.intervals.isEmpty ? "\\emptyset" : region.intervals.map(interval).joined(separator: " \\cup ")
    case .matrix(let rows):
      let lines = rows.map { $0.map(scalar).joined(separator: " & ") }
      return "\\begin{pmatrix} " + lines.joined(separator: " \\\\ ") + " \\end{pmatrix}"
    case .equation(let value): return scalar(value) + " = 0"
    case .inequation(let value): return scalar(value) + " \\ne 0"
    case .inequality(let value, let isStrict): return scalar(value) + (isStrict ? " > 0" : " \\ge 0")
    case .chain(let items, let strict):
      var text = ""
      for (index, part) in forms(items).enumerated() {
        text += part + (index < strict.count ? (strict[index] ? " < " : " \\le ") : "")
      }
      return text
    case .equalities(let items): return forms(items).joined(separator: " = ")
    case .named(let name, let value):
      switch value {
      case .residue: return "\(name.form) \\equiv \(form(value))"
      case .region, .interval, .set: return "\(name.form) \\in \(form(value))"
      default: return "\(name.form) = \(form(value))"
      }
    case .statement(let sign, let items): return forms(items).joined(separator: " \(sign.rawValue) ")
    case .ratio(let parts): return parts.map(factor).joined(separator: " : ")
    case .residue(let value, let modulus): return "\(factor(value)) \\pmod{\(scalar(modulus))}"
    case .clock(let hours, let minutes, let seconds):
      return ([hours, minutes] + (seconds == 0 ? [] : [seconds])).map(FormWriter.twoDigits).joined(separator: ":")
    case .date(let year, let month, let day):
      let name = Grammar.months.first { $0.value == month }?.key ?? ""
      return "\(name.capitalizedFirst) \(day)" + (year.map { ", \($0)" } ?? "")
    case .numberSet(let set): return "\\mathbb{\(set.rawValue)}"
    case .text(let text): return "\\text{\(text)}"
    case .circled(let number):
      return Unicode.Scalar(0x2460 + UInt32(clamping: number - 1)).map(String.init) ?? "(\(number))"
    }
  }

  /// The amount in the base units of its dimension.
  private func inBaseUnits(_ value: Scalar, _ unit: Unit) -> Scalar {
    // Long numbers are cut anyway, and converting them is work.
    guard value.numerator.terms.allSatisfy({ $0.coefficient.bitWidth < 2000 }),
      let scaled = try? algebra.scaled(value, unit.factor), let pi = try? algebra.scalar(.pi),
      let power = try? algebra.power(pi, whole: unit.piExponent), let amount = try? algebra.product(scaled, power)
    else { return value }
    return unit.piExponent == 0 ? scaled : amount
  }

  private func forms(_ items: [Answer]) -> [String] {
    items.map { item in
      if case .list = item { return "(\(form(item)))" }
      return form(item)
    }
  }

  private static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

  private func interval(_ interval: Interval) -> String {
    if interval.lower == interval.upper { return "\\{\(end(interval.lower))\\}" }
    return (interval.includesLower ? "[" : "(") + end(interval.lower) + ", " + end(interval.upper)
      + (interval.includesUpper ? "]" : ")")
  }

  private func end(_ end: Interval.End) -> String {
    switch end {
    case .finite(let value): scalar(value)
    case .infinite(let isNegative): isNegative ? "-\\infty" : "\\infty"
    }
  }

  // MARK: Scalars

  func scalar(_ value: Scalar) -> String {
    if value.isPolynomial { return polynomial(value.numerator) }
    return "\\frac{\(polynomial(value.numerator))}{\(polynomial(value.denominator))}"
  }

  /// With brackets around a sum.
  private func factor(_ value: Scalar) -> String {
    let text = scalar(value)
    return value.isPolynomial && value.numerator.terms.count > 1 ? "(\(text))" : text
  }

  private func polynomial(_ value: Polynomial) -> String {
    if value.isZero { return "0" }
    // In the order of the text, which does not depend on which kernel was met first.
    let terms = value.terms.map { term in (text: monomial(term.monomial), coefficient: term.coefficient) }.sorted {
      $0.text.isEmpty != $1.text.isEmpty ? !$0.text.isEmpty : $0.text < $1.text
    }
    var text = ""
    for (index, term) in terms.enumerated() {
      let isNegative = term.coefficient.sign < 0
      if index > 0 { text += isNegative ? " - " : " + " } else if isNegative { text += "-" }
      let magnitude = term.coefficient.magnitude
      if term.text.isEmpty {
        text += number(magnitude)
      } else {
        let separator = term.text.first?.isNumber == true ? " \\cdot " : " "
        text += magnitude.isOne ? term.text : number(magnitude) + separator + term.text
      }
    }
    return text
  }

  private func number(_ value: Rational) -> String {
    if value.bitWidth > 4000 { return "(\(value.bitWidth) bits)" }
    if let (n, d) = value.smallParts { return d == 1 ? String(n) : "\\frac{\(n)}{\(d)}" }
    return value.isInteger ? "\(value.numerator)" : "\\frac{\(value.numerator)}{\(value.denominator)}"
  }

  private func monomial(_ value: Monomial) -> String {
    var factors = value.factors
    var parts = roots(&factors)
    // `log` without a base is kept as a quotient of logarithms.
    if let base = factors.firstIndex(where: { isLogarithmBase($0, -1) }),
      let logarithm = factors.firstIndex(where: { $0.exponent == .one && isLogarithm($0) }),
      let argument = logarithmArgument(factors[logarithm])
    {
      parts.append("\\log(\(argument))")
      factors = factors.enumerated().filter { $0.offset != base && $0.offset != logarithm }.map(\.element)
    }
    parts += factors.map { power($0) }
    return parts.sorted().joined(separator: " \\cdot ")
  }

  private func isLogarithmBase(_ factor: Monomial.Factor, _ exponent: Int) -> Bool {
    algebra.kernel(factor.kernel) == .commonLogarithmBase && factor.exponent == Exponent(exponent)
  }

  private func isLogarithm(_ factor: Monomial.Factor) -> Bool {
    switch algebra.kernel(factor.kernel) {
    case .logarithmOfInteger, .logarithm: true
    default: false
    }
  }

  private func logarithmArgument(_ factor: Monomial.Factor) -> String? {
    switch algebra.kernel(factor.kernel) {
    case .logarithmOfInteger(let base): "\(base)"
    case .logarithm(let argument): scalar(argument)
    default: nil
    }
  }

  /// Takes the roots of integers out: those of one degree under one sign.
  private func roots(_ factors: inout [Monomial.Factor]) -> [String] {
    var radicands: [Int: Rational] = [:]
    var rest: [Monomial.Factor] = []
    for factor in factors {
      if case .integer(let base) = algebra.kernel(factor.kernel), !factor.exponent.isInteger,
        factor.exponent.floor == 0, factor.exponent.denominator <= 64
      {
        let power = Rational(base).power(factor.exponent.numerator)
        radicands[factor.exponent.denominator] = (radicands[factor.exponent.denominator] ?? .one) * power
      } else {
        rest.append(factor)
      }
    }
    factors = rest
    return radicands.sorted { $0.key < $1.key }.map { degree, radicand in
      degree == 2 ? "\\sqrt{\(number(radicand))}" : "\\sqrt[\(degree)]{\(number(radicand))}"
    }
  }

  private func power(_ factor: Monomial.Factor) -> String {
    if let text = algebra.powerTexts[factor] { return text }
    var text = writtenPower(factor)
    if text.utf8.count > FormWriter.maximumKernelLength {
      text = "\\text{kernel \(factor.kernel)}^{\(number(factor.exponent.rational))}"
    }
    algebra.powerTexts[factor] = text
    return text
  }

  private func writtenPower(_ factor: Monomial.Factor) -> String {
    let exponent = factor.exponent
    switch algebra.kernel(factor.kernel) {
    case .exponential(let monomial):
      return "e^{" + polynomial(Polynomial(monomial, exponent.rational)) + "}"
    case .power(let base, let monomial):
      return "(" + scalar(base) + ")^{" + polynomial(Polynomial(monomial, exponent.rational)) + "}"
    case .root(let base): return "(" + scalar(base) + ")^{" + number(exponent.rational) + "}"
    default:
      let text = kernel(factor.kernel)
      if exponent == .one { return text }
      let sign = exponent.numerator < 0 ? "-" : ""
      return "\(text)^{\(sign)\(number(exponent.rational.magnitude))}"
    }
  }

  private func kernel(_ number: Int32) -> String {
    if let text = algebra.texts[number] { return text }
    var text = written(number)
    // A kernel is known by its number as well: texts of texts would grow without end.
    if text.utf8.count > FormWriter.maximumKernelLength { text = "\\text{kernel \(number)}" }
    algebra.texts[number] = text
    return text
  }

  private func written(_ number: Int32) -> String {
    switch algebra.kernel(number) {
    case .symbol(let name): name.symbolForm
    case .pi: "\\pi"
    case .imaginaryUnit: "i"
    case .integer(let base): "\(base)"
    case .logarithmOfInteger(let base): "\\ln(\(base))"
    case .generalPower(let base, let exponent): "(\(scalar(base)))^{\(scalar(exponent))}"
    case .sine(let argument): "\\sin(\(scalar(argument)))"
    case .cosine(let argument): "\\cos(\(scalar(argument)))"
    case .logarithm(let argument): "\\ln(\(scalar(argument)))"
    case .absoluteValue(let argument): "\\left|\(scalar(argument))\\right|"
    case .function(let name, let arguments): "\(name.form)(\(arguments.map(scalar).joined(separator: ", ")))"
    case .factorial(let argument): "(\(scalar(argument)))!"
    case .remainder(let a, let b): "((\(scalar(a))) \\bmod (\(scalar(b))))"
    case .application(let name, let arguments): "\(name)(\(arguments.map(scalar).joined(separator: ", ")))"
    // ln 3 / log 3, whatever the base.
    case .commonLogarithmBase: "\\frac{\\ln(3)}{\\log(3)}"
    case .opaque(let text): "\\text{\(text)}"
    case .exponential, .power, .root: writtenPower(Monomial.Factor(kernel: number, exponent: .one))
    }
  }
}

extension AnswerName {
  /// As it is written on the left of a sign.
  var form: String {
    if parameters.isEmpty { return text.symbolForm }
    return text.prefix { $0 != "/" } + "(" + parameters.joined(separator: ", ") + ")"
  }
}

extension String {
  /// A name with its index as LaTeX: `x_{12}`, `\alpha` as its letter.
  var symbolForm: String {
    guard let underscore = firstIndex(of: "_") else { return self }
    return self[..<underscore] + "_{" + self[index(after: underscore)...] + "}"
  }

  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension FunctionName {
  var form: String {
    switch self {
    case .arsinh, .arcosh, .artanh, .sign, .ceiling, .real, .imaginary, .argument, .conjugate, .lcm:
      "\\operatorname{\(self == .ceiling ? "ceil" : self == .sign ? "sgn" : rawValue)}"
    default: "\\" + rawValue
    }
  }
}

extension Dimension {
  /// Base units with their powers, as the parser reads them.
  var form: String {
    if isNone { return "\\text{units}" }
    return BaseKind.allCases.filter { self[$0] != 0 }.sorted().map { kind in
      self[kind] == 1 ? "\\text{\(kind.unitName)}" : "\\text{\(kind.unitName)}^{\(self[kind])}"
    }.joined(separator: " ")
  }
}

extension BaseKind {
  /// A name of its base unit.
  var unitName: String {
    switch self {
    case .length: "meters"
    case .mass: "kilograms"
    case .time: "seconds"
    case .current: "amperes"
    case .amount: "moles"
    case .luminosity: "candelas"
    case .angle: "radians"
    case .information: "bits"
    case .kelvin: "kelvins"
    case .celsius: "°C"
    case .fahrenheit: "°F"
    case .month: "months"
    case .ton: "tons"
    case .dollar, .euro, .rupee, .ruble, .franc, .peso, .lira: rawValue + "s"
    case .sterling: "GBP"
    case .yen, .yuan, .won, .rand: rawValue
    case .real: "reais"
    case .krona: "kronor"
    case .zloty: "zlotys"
    case .hryvnia: "hryvnias"
    }
  }
}
