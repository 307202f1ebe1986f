/// Every path of the server with its methods: for 405, and for the test that /openapi.json names them all.
enum RouteTable {
  static let all: [(path: String, methods: [String])] = [
    ("/", ["GET"]), ("/page.css", ["GET"]), ("/page.js", ["GET"]), ("/healthz", ["GET"]), ("/readyz", ["GET"]),
    ("/metrics", ["GET"]), ("/openapi.json", ["GET"]), ("/v1/ping", ["GET"]), ("/v1/stats", ["GET"]),
    ("/v1/grade", ["POST"]), ("/v1/math", ["POST"]), ("/v1/reward", ["POST"]), ("/v1/problems/{id}", ["GET", "PUT"]),
    ("/v1/verdicts/{id}", ["GET"]), ("/run_code", ["POST"]), ("/submit", ["POST"]),
    ("/api/v2/execute", ["POST"]), ("/api/v2/runtimes", ["GET"]), ("/get_reward", ["POST"]), ("/judge", ["POST"]),
    ("/judge/batch", ["POST"]), ("/judge/long-batch", ["POST"]), ("/run", ["POST"]), ("/run/batch", ["POST"]),
    ("/run/long-batch", ["POST"]), ("/status", ["GET"]),
  ]

  /// The methods of a path; empty where there is none like it.
  static func methods(of path: String) -> [String] {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return all.first { entry in
      let pattern = entry.path.split(separator: "/", omittingEmptySubsequences: false)
      return pattern.count == parts.count && zip(pattern, parts).allSatisfy { $0 == $1 || $0.hasPrefix("{") }
    }?.methods ?? []
  }
}
