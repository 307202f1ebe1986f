import Hummingbird

/// The request shapes that trainers already speak.
struct PeerRoutes: Sendable {
  let service: RewardService
  let reader: BodyReader

  func add(to router: Router<ServerContext>) {
    router.post("/run_code", use: SandboxFusionRun(service: service, reader: reader).answer)
    router.post("/submit", use: SandboxFusionSubmit(service: service, reader: reader).answer)
    let piston = PistonRoutes(service: service, reader: reader)
    router.post("/api/v2/execute", use: piston.execute)
    router.get("/api/v2/runtimes", use: piston.runtimes)
    router.post("/get_reward", use: OpenRLHFRoute(service: service, reader: reader).answer)
    let judge = CodeJudgeRoutes(service: service, reader: reader)
    for (name, showsStreams) in [("judge", false), ("run", true)] {
      router.post("/\(name)") { try await judge.one($0, $1, showsStreams: showsStreams) }
      for kind in ["batch", "long-batch"] {
        router.post("/\(name)/\(kind)") { try await judge.batch($0, $1, showsStreams: showsStreams) }
      }
    }
    router.get("/status") { judge.status($0, $1) }
  }
}
