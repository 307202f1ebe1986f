import Hummingbird
import HTTPTypes

extension HTTPField.Name {
  /// A name of ours, which is well formed.
  private static func named(_ name: String) -> Self { Self(name) ?? .server }

  static let requestID = named("X-Request-Id")
  static let idempotencyKey = named("Idempotency-Key")
  static let replayed = named("Idempotent-Replayed")
  static let traceParent = named("traceparent")
  static let contentPolicy = named("Content-Security-Policy")
  static let referrerPolicy = named("Referrer-Policy")
  static let frameOptions = named("X-Frame-Options")
  static let contentTypeOptions = named("X-Content-Type-Options")
}

extension Response {
  static func json(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
    .text(text, type: "application/json", status: status)
  }

  static func text(_ text: String, type: String, status: HTTPResponse.Status = .ok) -> Response {
    bytes(Array(text.utf8), type: type, status: status)
  }

  static func bytes(_ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  /// An error in the shape that callers of this path read.
  static func failure(_ error: APIError, path: String) -> Response {
    var response = Response.json(
      PeerErrors.body(error, path: path), status: HTTPResponse.Status(code: PeerErrors.status(error, path: path)))
    if let seconds = error.retryAfter { response.headers[.retryAfter] = String(seconds) }
    if let allow = error.allow { response.headers[.allow] = allow }
    if error.code == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
    return response
  }
}
