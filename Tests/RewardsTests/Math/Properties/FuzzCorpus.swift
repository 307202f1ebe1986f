import Foundation

/// Texts to start from, and pieces to put into them.
struct FuzzCorpus: Sendable {
  let texts: [[UInt8]]

  /// The golds and predictions of testdata/math.
  init() throws {
    struct Row: Decodable {
      var gold: String
      var prediction: String
    }
    var texts: Set<String> = []
    for name in ["sympy", "generated", "found", "specification"] {
      for row in try GoldenPair.decoded(Row.self, of: name) { texts.formUnion([row.gold, row.prediction]) }
    }
    self.texts = texts.sorted().map { Array($0.utf8) }
  }

  /// Signs, commands, and words that mean something to some part of the checker.
  static let tokens: [String] =
    pieces(
      #"""
      \frac \frac{1}{2} \dfrac \sqrt \sqrt[3] \binom{5}{2} \left( \right) \left\{ \right\} \left[ \right]
      \left. \{ \} { } ( ) [ ] | \| \lfloor \rfloor \langle \rangle < > \le \geq \ne \not= = == => -> \approx
      \equiv \pmod{5} \bmod \in \notin \cup \cap \setminus \emptyset \infty -\infty \mathbb{R} \mathbb{Z}^+ \pm
      \mp + - * / ^ ^2 ^{-1} ^{10} _ _1 _{12} ! % \% ° ^\circ ' \prime , ; : {,} \, \; \quad \\ & ␣and␣ ␣or␣
      \text{␣or␣} \text{and} \cdot \times \div \ast \sin \cos^2 \tan^{-1} \ln \log_2 \log \exp \arctan \sinh
      \max \gcd \lim_{x\to␣0} \sum_{k=1}^{10} \prod_{i=1}^{n} \int_0^1 dx x y n k i e \pi \theta \alpha C f(x)
      f^{-1}(x) x_1 x' a_n \overline{AB} \overline{3} 0.\overline{3} 0.(3) 0.333... \dots ... … \begin{pmatrix}
      \end{pmatrix} \begin{cases} \end{cases} \begin{array}{cc} \end{array} \begin{align*} \text{␣cm}
      \text{␣m}^2 ␣cm ␣km/h ␣dollars \$ $ $$ \( \) \[ \] €5 5␣ft␣3␣in 12:30 ␣p.m. May␣5,␣2020 1,000 1␣000 3.14
      .5 5. 1e5 2.5E-3 101_2 FF_{16} ① ② ½ ² ⁻¹ ₂ √ π ∞ ≤ − × · ∪ ∈ ℝ ∅ （ ） ， ５ ｘ \mathrm{ \text{ \mathbf{
      \operatorname{ \boxed{ \hspace{1cm} \label{a} \color{red} \phantom{x} yes no␣solution does␣not␣exist
      all␣real␣numbers apples for␣any␣integer␣n where␣k␣\in␣\mathbb{Z} th st per Paolo:␣18 A (B) \textbf{(C)}
      The␣answer␣is␣ Therefore␣ 答案是 ␣is␣not␣ wait,␣ <think> </think> 0 1 -1 2 10 100 1000000007
      9223372036854775807 4611686018427387904 99999999999999999999 0.0001 U \circ \cdots \colon \mid \to
      \implies \iff \neg \angle␣ABC \triangle \parallel \dot{3} \sqrt[ \Gamma \mathbb{N} \hat{x} \vec{v}
      \underline{x} \stackrel \rm \bf sqrt( abs( floor( pi inf oo ** != <= +/-
      """#) + ["\u{200B}", "\u{A0}", "\u{2009}", "\t", "\n", "\u{8}", "\u{0}", "\u{FEFF}"]

  /// What may be put around a text, which stands at `@`, and around that again.
  static let wrappings: [(before: String, after: String)] =
    pieces(
      #"""
      (@) {@} [@] \{@\} \sqrt{@} \frac{@}{2} \frac{1}{@} |@| \left|@\right| \sin(@) \ln␣@ e^{@} 2^@ -@ @! @^2
      @^{-1} @\% @° x^{@} \text{@} \mathrm{@} \boxed{@} $@$ \lfloor␣@␣\rfloor x␣=␣@ @␣=␣x x␣\in␣@ \{x␣:␣@\}
      \begin{pmatrix}@\end{pmatrix} \sum_{k=1}^{5}␣@ \log_{@}(2) \sqrt[@]{2} \overline{@} @_{2} (@,␣1)
      \gcd(@,␣6) \max\{@,␣x\} 1␣+␣@ @␣-␣x \pm␣@ f(@) \binom{@}{2} @\text{␣cm} @␣:␣2 @,␣1 \int_0^{@}␣x␣dx
      \int_0^1␣@␣dx \arctan␣@ @␣\bmod␣7 \lim_{x␣\to␣@}␣x @␣\cup␣(1,␣2)
      """#
    ).map { piece in
      let parts = piece.split(separator: "@", omittingEmptySubsequences: false)
      return (String(parts[0]), String(parts[1]))
    }

  /// Parted by blanks; `␣` stands for one.
  private static func pieces(_ text: String) -> [String] {
    text.split { $0 == " " || $0 == "\n" }.map { $0.replacingOccurrences(of: "␣", with: " ") }
  }
}

/// Makes texts out of the corpus's: cut, joined, repeated, nested, with signs and bytes put in.
struct TextMutator {
  let corpus: FuzzCorpus
  var generator: ExpressionGenerator

  init(_ corpus: FuzzCorpus, seed: UInt64) {
    self.corpus = corpus
    generator = ExpressionGenerator(seed: seed)
  }

  /// A text far from the corpus, mostly short.
  mutating func text() -> String {
    var bytes = generator.chance(1, in: 6) ? expression() : generator.pick(corpus.texts)
    for _ in 0..<(1 + generator.below(5)) { bytes = changed(bytes) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text after one or two changes more.
  mutating func neighbour(of text: String) -> String {
    var bytes = Array(text.utf8)
    for _ in 0...generator.below(2) { bytes = changed(bytes) }
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func expression() -> [UInt8] {
    generator.chance(1, in: 3)
      ? Array(TreePrinter.text(generator.compound(), &generator).utf8)
      : Array(TreePrinter.text(generator.tree(generator.flavour()), &generator).utf8)
  }

  /// Longer texts are refused by the reader, so few need to be.
  private mutating func limit() -> Int {
    generator.chance(1, in: 200) ? 13_000 : (generator.chance(1, in: 10) ? 1500 : 200)
  }

  private mutating func range(_ bytes: [UInt8]) -> Range<Int> {
    let start = generator.below(bytes.count + 1)
    return start..<min(bytes.count, start + generator.below(generator.chance(1, in: 2) ? 4 : 30))
  }

  private mutating func token() -> [UInt8] { Array(generator.pick(FuzzCorpus.tokens).utf8) }

  private mutating func changed(_ old: [UInt8]) -> [UInt8] {
    var bytes = old
    switch generator.below(13) {
    case 0, 1:
      // The head of one and the tail of another.
      let other = generator.chance(1, in: 3) ? expression() : generator.pick(corpus.texts)
      bytes = Array(bytes.prefix(generator.below(bytes.count + 1))) + other.dropFirst(generator.below(other.count + 1))
    case 2: bytes.removeSubrange(range(bytes))
    case 3:
      let range = range(bytes)
      let times = generator.chance(1, in: 20) ? 1 + generator.below(3000) : 1 + generator.below(3)
      let room = max(0, limit() - bytes.count) / max(1, range.count)
      bytes.insert(contentsOf: Array(repeating: bytes[range], count: min(times, room)).joined(), at: range.upperBound)
    case 4:
      let (first, second) = (range(bytes), range(bytes))
      guard first.upperBound <= second.lowerBound else { return bytes }
      let pieces = [
        bytes[..<first.lowerBound], bytes[second], bytes[first.upperBound..<second.lowerBound], bytes[first],
        bytes[second.upperBound...],
      ]
      bytes = Array(pieces.joined())
    case 5, 6, 7: bytes.insert(contentsOf: token(), at: generator.below(bytes.count + 1))
    case 8: bytes.replaceSubrange(range(bytes), with: token())
    case 9:
      let byte = UInt8(generator.below(generator.chance(1, in: 4) ? 256 : 128))
      bytes.insert(byte, at: generator.below(bytes.count + 1))
    case 10: bytes = Array(bytes.prefix(generator.below(bytes.count + 1)))
    default:
      let (before, after) = generator.pick(FuzzCorpus.wrappings)
      let most = generator.chance(1, in: 20) ? 400 : 3
      let room = (limit() - bytes.count) / max(1, before.utf8.count + after.utf8.count)
      let times = min(1 + generator.below(most), max(1, room))
      bytes = Array(Array(repeating: before.utf8, count: times).joined()) + bytes
      bytes += Array(repeating: after.utf8, count: times).joined()
    }
    return bytes
  }
}
