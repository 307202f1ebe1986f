import Hummingbird
import HTTPTypes
import Ledger
import Rewards
import Sandbox

/// Around every request: its name, who may ask, errors in the right shape, numbers, a line of the log.
struct RequestMiddleware: RouterMiddleware {
  typealias Context = ServerContext

  let service: RewardService
  let access: AccessRule

  func handle(
    _ request: Request, context: ServerContext,
    next: (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    let started = ContinuousClock.now
    var context = context
    context.requestID = RequestMiddleware.name(of: request)
    let path = request.uri.path
    var response: Response
    do {
      try check(request, path: path, context: &context)
      response = try await next(request, context)
    } catch {
      let failure = apiError(error, request: request, path: path)
      if failure.code == .internalError {
        ServerLog.shared.write(.error, "fault", ["request_id": context.requestID, "message": "\(error)"])
      }
      response = .failure(failure, path: path)
      // What is left of the body is not waited for.
      if failure.code == .tooLarge || failure.code == .bodyTimeout { closeSoon(context) }
    }
    response.headers[.requestID] = context.requestID
    response.headers[.contentTypeOptions] = "nosniff"
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    if service.state.isDraining { response.headers[.connection] = "close" }
    let log = RequestRecordLine(request, context, path: path, route: route(of: context, path: path), started: started)
    guard response.body.contentLength == nil else {
      log.end(status: response.status.code, service)
      return response
    }
    let (body, status, service) = (response.body, response.status.code, service)
    response.body = ResponseBody { writer in
      defer { log.end(status: status, service) }
      try await body.write(writer)
    }
    return response
  }

  // ---- who may ask

  private static let open: Set<String> = [
    "/", "/healthz", "/readyz", "/openapi.json", "/page.css", "/page.js", "/v1/ping",
  ]

  private func check(_ request: Request, path: String, context: inout ServerContext) throws {
    context.requester = Requester(client: context.address, keyOwner: "anonymous")
    try refuseOtherSites(request)
    switch access {
    case .everybody: return
    case .loopback:
      // A page of another site whose name was made to lead here would come with that name.
      let host = AccessRule.host(ofAuthority: request.head.authority ?? "")
      guard host.isEmpty || AccessRule.isLoopback(host) else {
        throw APIError(.forbidden, "ask for 127.0.0.1 or localhost, or give the server a --token-file", field: "Host")
      }
    case .tokens(let tokens):
      guard !Self.open.contains(path) else { return }
      let words = (request.headers[.authorization] ?? "").split(separator: " ", maxSplits: 1)
      guard words.count == 2, words[0].lowercased() == "bearer", let name = tokens.name(of: String(words[1])) else {
        service.metrics.countRejection("unauthorized")
        throw APIError(
          .unauthorized, "a token of this server is needed: Authorization: Bearer TOKEN", field: "Authorization")
      }
      context.requester = Requester(client: name, keyOwner: name)
    }
  }

  /// Browsers say which site a request comes from: only the page of this server itself may ask.
  private func refuseOtherSites(_ request: Request) throws {
    guard let origin = request.headers[.origin] else { return }
    let authority = origin.split(separator: "/", omittingEmptySubsequences: true).last.map(String.init) ?? ""
    guard authority == request.head.authority else {
      throw APIError(.forbidden, "pages of other sites may not ask this server", field: "Origin")
    }
  }

  // ---- errors

  private func apiError(_ error: any Error, request: Request, path: String) -> APIError {
    if let own = error as? APIError { return own }
    guard let http = error as? HTTPError else { return APIError.any(error) }
    switch http.status {
    case .notFound:
      let methods = RouteTable.methods(of: path)
      guard methods.isEmpty || methods.contains(request.method.rawValue) else {
        return APIError(
          .methodNotAllowed, "\(request.method.rawValue) is not offered here", allow: methods.joined(separator: ", "))
      }
      return APIError(.notFound, "there is no such path; /openapi.json lists those that there are")
    case .badRequest: return APIError(.badRequest, http.body ?? "the request cannot be read")
    case .contentTooLarge: return APIError(.tooLarge, "the body is too large")
    default: return APIError(.internalError, "a fault of the server, which its log describes")
    }
  }

  private func closeSoon(_ context: ServerContext) {
    let channel = context.channel
    Task {
      try? await Task.sleep(for: .milliseconds(500))
      channel.close(promise: nil)
    }
  }

  // ---- names

  private func route(of context: ServerContext, path: String) -> String {
    context.endpointPath ?? "none"
  }

  private static func name(of request: Request) -> String {
    if let given = request.headers[.requestID], (1...64).contains(given.utf8.count),
      given.utf8.allSatisfy({ byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
          || [0x2D, 0x2E, 0x5F].contains(byte)
      })
    {
      return given
    }
    return String(VerdictID().text.suffix(20))
  }
}

/// What the log says of a request when it ends.
struct RequestRecordLine: Sendable {
  private let method: String
  private let route: String
  private let requestID: String
  private let client: String
  private let trace: String?
  private let started: ContinuousClock.Instant

  init(
    _ request: Request, _ context: ServerContext, path: String, route: String, started: ContinuousClock.Instant
  ) {
    method = request.method.rawValue
    self.route = route
    requestID = context.requestID
    client = context.requester.client
    trace = RequestRecordLine.trace(request.headers[.traceParent])
    self.started = started
  }

  func end(status: Int, _ service: RewardService) {
    let seconds = (ContinuousClock.now - started).inSeconds
    service.metrics.request(route: route, status: status, seconds: seconds)
    if method == "POST" { service.activity.addRequest(seconds: seconds) }
    guard ServerLog.shared.writesRequests else { return }
    ServerLog.shared.write(
      status >= 500 ? .error : .info, "request",
      [
        "request_id": requestID, "method": method, "route": route, "status": String(status),
        "seconds": String((seconds * 1e6).rounded() / 1e6), "client": client, "trace_id": trace,
      ])
  }

  /// The trace id of a `traceparent` header (00-TRACE-SPAN-FLAGS).
  private static func trace(_ header: String?) -> String? {
    guard let parts = header?.split(separator: "-", omittingEmptySubsequences: false), parts.count == 4,
      parts[1].utf8.count == 32,
      parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
    else { return nil }
    return String(parts[1])
  }
}
