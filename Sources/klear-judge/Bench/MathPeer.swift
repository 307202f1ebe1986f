/// Math-Verify, in an interpreter that has it. One process of it judges a share of the pairs.
struct MathPeer: Sendable {
  static let name = "Math-Verify"

  let python: String

  struct Decision: Sendable {
    var seconds: Double
    var correct: Bool
  }

  /// - Parameters:
  ///   - rows: as they stand in the file, since it has settings of its own in them.
  ///   - limitSeconds: after so many no row is begun; the decisions are then fewer than the rows.
  func decisions(_ rows: [[UInt8]], limitSeconds: Double) async throws -> [Decision] {
    let variables = ProcessEnvironment.variables.map { "\($0.key)=\($0.value)" }
    let script = String(decoding: PackageResources.math_peer_py, as: UTF8.self)
    let child = ChildCommand(
      words: [python, "-c", script, String(limitSeconds)], environment: variables, folder: nil)
    guard let ending = await child.run(input: Array(rows.joined(separator: [0x0A]))), ending.succeeded else {
      throw BenchFault(
        contender: MathPeer.name, message: "\(python) cannot run it; try: \(python) -c 'import math_verify'")
    }
    let lines = ending.output.split(separator: 0x0A)
    guard !lines.isEmpty || rows.isEmpty else {
      throw BenchFault(contender: MathPeer.name, message: "\(python) printed nothing")
    }
    return try lines.map { line in
      guard let decision = Decision(line: line) else {
        throw BenchFault(contender: MathPeer.name, message: "its script printed what is no decision")
      }
      return decision
    }
  }
}

extension MathPeer.Decision {
  /// `0.0123 1`
  fileprivate init?(line: ArraySlice<UInt8>) {
    let words = String(decoding: line, as: UTF8.self).split(separator: " ").compactMap { Double($0) }
    guard words.count == 2 else { return nil }
    self.init(seconds: words[0], correct: words[1] == 1)
  }
}
