/// What a comparison found.
public struct Comparison: Sendable, Hashable {
  public var accepted: Bool
  /// Where the first difference is and what stood there: one printable line of at most about 200 characters, whatever
  /// the bytes were. `nil` if accepted.
  public var message: String?

  public init(accepted: Bool, message: String?) {
    self.accepted = accepted
    self.message = message
  }

  /// Nothing differs.
  public static let accepted = Comparison(accepted: true, message: nil)

  /// Something differs, at the place that `message` names.
  public static func different(_ message: String) -> Comparison {
    Comparison(accepted: false, message: message)
  }
}
