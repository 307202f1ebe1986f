import Dispatch
import Hummingbird
import HummingbirdCore
import HTTPTypes
import Ledger
import Logging
import NIOCore
import NIOPosix
import Rewards
import ServiceLifecycle
import UnixSignals

/// Why a server cannot be started.
public struct ServerStartError: Error, Sendable, CustomStringConvertible {
  public let description: String
}

/// The HTTP side of a ``RewardService``.
///
/// ```swift
/// let server = RewardServer(service: service, settings: settings, access: .loopback)
/// try await server.run { address in print("listening on \(address)") }
/// ```
public struct RewardServer: Sendable {
  private let service: RewardService
  private let settings: ServerSettings
  private let access: AccessRule

  public init(service: RewardService, settings: ServerSettings, access: AccessRule) {
    self.service = service
    self.settings = settings
    self.access = access
  }

  /// Serves until SIGTERM or SIGINT, and then until what was asked is answered or the time for that is over.
  /// - Parameter started: called once with the address, `http://127.0.0.1:8080`.
  /// - Throws: ``ServerStartError``.
  public func run(_ started: @escaping @Sendable (String) -> Void) async throws {
    let host = settings.host
    let application = Application(
      responder: router().buildResponder(),
      server: .http1(
        configuration: HTTP1Channel.Configuration(
          additionalChannelHandlers: [ClientPresence()], idleTimeout: TimeAmount.seconds(Int64(settings.idleSeconds)))),
      configuration: ApplicationConfiguration(
        address: .hostname(host, port: settings.port), backlog: 1_024,
        availableConnectionsDelegate: MaximumAvailableConnections(settings.connections)),
      onServerRunning: { channel in
        let shown = host.contains(":") ? "[\(host)]" : host
        started("http://\(shown):\(channel.localAddress?.port ?? 0)")
      },
      logger: Logger(label: "klear-judge", factory: { _ in SwiftLogNoOpLogHandler() }))
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: [
          .init(service: application, successTerminationBehavior: .gracefullyShutdownGroup),
          .init(service: Upkeep(service: service, access: access, drainSeconds: settings.drainSeconds)),
        ],
        gracefulShutdownSignals: [.sigterm, .sigint], logger: application.logger))
    do {
      try await group.run()
    } catch let error as IOError {
      throw ServerStartError(
        description: "--listen \(host):\(settings.port): \(String(cString: strerror(error.errnoCode)))")
    }
  }

  /// All routes, for tests that need no socket.
  func router() -> Router<ServerContext> {
    let router = Router(context: ServerContext.self)
    router.middlewares.add(RequestMiddleware(service: service, access: access))
    let reader = BodyReader(settings: settings, deadlines: service.deadlines)
    let grade = GradeRoute(service: service, reader: reader)
    let math = MathRoute(service: service, reader: reader)
    let reward = RewardRoute(service: service, reader: reader)
    let problems = ProblemRoutes(service: service, reader: reader)
    router.post("/v1/grade", use: grade.answer)
    router.post("/v1/math", use: math.answer)
    router.post("/v1/reward", use: reward.answer)
    router.put("/v1/problems/{id}", use: problems.put)
    router.get("/v1/problems/{id}", use: problems.get)
    router.get("/v1/verdicts/{id}", use: problems.verdict)
    StatusRoutes(service: service).add(to: router)
    PeerRoutes(service: service, reader: reader).add(to: router)
    return router
  }
}
