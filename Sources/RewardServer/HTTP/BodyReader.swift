import Datasets
import Hummingbird
import HTTPTypes
import NIOCore
import Text

/// Reads bodies within the server's bounds.
struct BodyReader: Sendable {
  let settings: ServerSettings
  let deadlines: Deadlines

  /// The whole body, unpacked.
  /// - Throws: ``APIError``.
  func bytes(of request: Request) async throws -> [UInt8] {
    let limit = settings.bodyBytes
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
      throw tooLarge(limit)
    }
    let body = request.body
    let bytes = try await inTime {
      var bytes: [UInt8] = []
      for try await chunk in body {
        guard bytes.count + chunk.readableBytes <= limit else { throw tooLarge(limit) }
        chunk.withUnsafeReadableBytes { bytes.append(contentsOf: $0) }
      }
      return bytes
    }
    let encoding = request.headers[.contentEncoding]
    return try await JudgingThreads.run(bytes: encoding == nil ? 0 : bytes.count * 8) {
      try unpack(bytes, encoding: encoding)
    }
  }

  /// Reads, unless it takes too long.
  private func inTime(_ read: @escaping @Sendable () async throws -> [UInt8]) async throws -> [UInt8] {
    let seconds = settings.bodySeconds
    let reading = Task { try await read() }
    let timer = deadlines.at(.now + .seconds(seconds)) { reading.cancel() }
    defer { deadlines.forget(timer) }
    do {
      let bytes = try await withTaskCancellationHandler {
        try await reading.value
      } onCancel: {
        reading.cancel()
      }
      // A body that is broken off may look like a whole one.
      if reading.isCancelled { throw CancellationError() }
      return bytes
    } catch {
      guard reading.isCancelled else { throw error }
      throw APIError(.bodyTimeout, "the body did not arrive within \(Int(seconds)) s")
    }
  }

  private func unpack(_ bytes: [UInt8], encoding: String?) throws -> [UInt8] {
    switch encoding?.lowercased() {
    case nil, "identity": return bytes
    case "gzip", "x-gzip":
      do throws(InflateFailure) {
        return try inflateGzip(bytes, limit: settings.inflatedBodyBytes)
      } catch {
        switch error {
        case .tooLarge: throw tooLarge(settings.inflatedBodyBytes)
        case .damaged: throw APIError(.badRequest, "the body is not gzip, as its Content-Encoding says")
        }
      }
    case let other?:
      throw APIError(
        .unsupportedMedia, "bodies are plain or gzip, not \(other.prefix(20))", field: "Content-Encoding")
    }
  }

  private func tooLarge(_ limit: Int) -> APIError {
    APIError(.tooLarge, "the body is larger than \(limit) bytes: send fewer submissions, or register the problem")
  }

  /// A body as JSON that everybody reads the same way: UTF-8, one value, no key twice in an object, not too deep.
  func json(_ bytes: [UInt8]) throws -> JSONValue {
    if let offset = bytes.withUnsafeBytes({ firstInvalidUTF8($0) }) {
      throw APIError(.badJSON, "the body is not UTF-8 at byte \(offset + 1)")
    }
    guard !bytes.isEmpty else { throw APIError(.badJSON, "the body is empty: expected a JSON object") }
    do {
      let document = try JSONDocument(
        bytes, origin: JSONDocument.Origin(file: "request"), maximumDepth: settings.nesting)
      if let repeated = try document.repeatedKey() {
        throw APIError(.badJSON, "the key stands twice in the same object", field: repeated.path)
      }
      return document.root
    } catch let error as DatasetError {
      throw APIError(error)
    }
  }

  func object(of request: Request) async throws -> (JSONValue, bytes: [UInt8]) {
    let bytes = try await bytes(of: request)
    let root = try await JudgingThreads.run(bytes: bytes.count) { try json(bytes) }
    guard root.kind == .object else { throw APIError(.invalid, "expected an object, got another value") }
    return (root, bytes)
  }
}
