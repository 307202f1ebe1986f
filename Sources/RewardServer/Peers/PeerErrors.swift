import Rewards

/// Errors as the callers of the drop-in routes read them.
enum PeerErrors {
  private enum Shape {
    case own
    case sandboxFusion
    case piston
  }

  private static func shape(_ path: String) -> Shape {
    if path == "/run_code" || path == "/submit" { return .sandboxFusion }
    return path.hasPrefix("/api/v2/") ? .piston : .own
  }

  static func body(_ error: APIError, path: String) -> String {
    switch shape(path) {
    case .own: return error.json
    case .piston:
      var body = JSONObjectText()
      body.add("message", (error.field.map { "\($0): " } ?? "") + error.message)
      return body.line
    case .sandboxFusion:
      var body = JSONObjectText()
      guard error.code == .invalid || error.code == .badJSON else {
        body.add("detail", error.message)
        return body.line
      }
      var item = JSONObjectText()
      let place = (error.field ?? "").split { ".[]".contains($0) }.map(String.init)
      let words = ["body"] + place
      item.add(
        "loc",
        raw: "[" + words.map { Int($0).map(String.init) ?? JSONObjectText.quoted($0) }.joined(separator: ",") + "]")
      item.add("msg", error.message)
      item.add("type", error.code == .badJSON ? "json_invalid" : "value_error")
      body.add("detail", raw: "[\(item.line)]")
      return body.line
    }
  }

  static func status(_ error: APIError, path: String) -> Int {
    switch shape(path) {
    case .own: error.code.status
    // The only status that verl's client tries again.
    case .sandboxFusion:
      switch error.code {
      case .queueFull, .draining, .unavailable, .deadline: 504
      case .badJSON: 422
      default: error.code.status
      }
    case .piston: error.code == .invalid || error.code == .badJSON ? 400 : error.code.status
    }
  }
}
