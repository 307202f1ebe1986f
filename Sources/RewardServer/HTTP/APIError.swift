import Datasets
import Ledger
import Rewards

/// What a request gets instead of an answer: `{"error":{"code","message","field"}}`.
struct APIError: Error, Sendable, Hashable {
  /// The kind of trouble, for programs; each has one status.
  enum Code: String, Sendable, CaseIterable {
    case badJSON = "bad_json"
    case badRequest = "bad_request"
    case unauthorized
    case forbidden
    case notFound = "not_found"
    case methodNotAllowed = "method_not_allowed"
    case bodyTimeout = "body_timeout"
    case keyReused = "idempotency_key_reused"
    case tooLarge = "too_large"
    case unsupportedMedia = "unsupported_media_type"
    case invalid
    case queueFull = "queue_full"
    case internalError = "internal_error"
    case unavailable
    case draining
    case deadline

    var status: Int {
      switch self {
      case .badJSON, .badRequest: 400
      case .unauthorized: 401
      case .forbidden: 403
      case .notFound: 404
      case .methodNotAllowed: 405
      case .bodyTimeout: 408
      case .keyReused: 409
      case .tooLarge: 413
      case .unsupportedMedia: 415
      case .invalid: 422
      case .queueFull: 429
      case .internalError: 500
      case .unavailable, .draining: 503
      case .deadline: 504
      }
    }
  }

  var code: Code
  /// What is wrong and what to do. Holds nothing of the host.
  var message: String
  /// `submissions[3].language`; `nil` where the whole request is meant.
  var field: String?
  /// Seconds after which trying again makes sense.
  var retryAfter: Int?
  /// Methods that the path knows, for 405.
  var allow: String?

  init(_ code: Code, _ message: String, field: String? = nil, retryAfter: Int? = nil, allow: String? = nil) {
    self.code = code
    self.message = message
    self.field = field
    self.retryAfter = retryAfter
    self.allow = allow
  }

  var json: String {
    var error = JSONObjectText()
    error.add("code", code.rawValue)
    error.add("message", message)
    error.add("field", field)
    var body = JSONObjectText()
    body.add("error", raw: error.line)
    return body.line
  }

  /// A row or field that the readers of datasets refuse.
  /// - Parameter prefix: where the row stands in the request.
  init(_ error: DatasetError, prefix: String? = nil) {
    let field = [prefix, error.field].compactMap { $0 }.joined(separator: ".")
    let isText = error.code == .invalidJSON || error.code == .truncated || error.code == .invalidUTF8
    self.init(
      isText && error.field == nil ? .badJSON : .invalid, error.message, field: field.isEmpty ? nil : field)
  }

  /// A verdict that could not be kept is not given: nobody may rely on it.
  init(_ error: LedgerError) {
    switch error.code {
    case .full: self.init(.unavailable, "the ledger's disk is full; what was asked is not done", retryAfter: 5)
    case .readOnly: self.init(.unavailable, "the ledger cannot be written; what was asked is not done", retryAfter: 30)
    case .busy: self.init(.unavailable, "the ledger is locked by another process", retryAfter: 5)
    default: self.init(.unavailable, "the ledger failed; what was asked is not done", retryAfter: 5)
    }
  }

  static func any(_ error: any Error) -> APIError {
    switch error {
    case let error as APIError: error
    case let error as DatasetError: APIError(error)
    case let error as LedgerError: APIError(error)
    default: APIError(.internalError, "a fault of the server, which its log describes")
    }
  }
}
