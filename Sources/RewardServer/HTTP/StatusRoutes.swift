import Hummingbird
import HTTPTypes
import Rewards

/// How the server is: for load balancers, Prometheus, people.
struct StatusRoutes: Sendable {
  let service: RewardService

  func add(to router: Router<ServerContext>) {
    router.get("/healthz") { _, _ in Response.text("ok\n", type: "text/plain") }
    router.get("/readyz") { _, _ in
      await service.lookAgain()
      return ready()
    }
    router.get("/v1/ping") { _, _ in Response.json("\"pong\"") }
    router.get("/metrics") { _, _ in
      Response.text(
        service.metrics.text(
          service.dispatcher.numbers, workers: service.dispatcher.workers, isReady: trouble == nil),
        type: "text/plain; version=0.0.4")
    }
    router.get("/openapi.json") { _, _ in
      Response.bytes(PackageResources.openapi_json, type: "application/json")
    }
    router.get("/v1/stats") { _, _ in stats() }
    router.get("/") { _, _ in page(PackageResources.page_html, "text/html; charset=utf-8") }
    router.get("/page.css") { _, _ in page(PackageResources.page_css, "text/css; charset=utf-8") }
    router.get("/page.js") { _, _ in page(PackageResources.page_js, "text/javascript; charset=utf-8") }
  }

  private var trouble: String? {
    service.state.isDraining ? "draining" : service.state.ledgerTrouble.map { APIError($0).message }
  }

  private func ready() -> Response {
    guard let trouble else { return .text("ready\n", type: "text/plain") }
    return .text("\(trouble)\n", type: "text/plain", status: .serviceUnavailable)
  }

  private func page(_ bytes: [UInt8], _ type: String) -> Response {
    var response = Response.bytes(bytes, type: type)
    response.headers[.contentPolicy] =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; "
      + "form-action 'none'; frame-ancestors 'none'"
    response.headers[.referrerPolicy] = "no-referrer"
    response.headers[.frameOptions] = "DENY"
    return response
  }

  private func stats() -> Response {
    let numbers = service.dispatcher.numbers
    var body = JSONObjectText()
    body.add("version", JudgeVersion.current)
    body.add("ready", trouble == nil)
    body.add("waiting", numbers.waiting)
    body.add("running", numbers.running)
    body.add("workers", service.dispatcher.workers)
    body.add("clients", numbers.clients)
    body.add("queue_capacity", service.settings.queueCapacity)
    body.add("memory_bytes", OwnProcess.residentBytes)
    service.activity.write(into: &body)
    return .json(body.line)
  }
}
