import Text

/// One part of a conversation.
public struct ChatMessage: Sendable, Hashable {
  public enum Role: String, Sendable, Hashable, CaseIterable {
    case system, user, assistant, tool
  }

  public var role: Role
  public var content: String

  public init(role: Role, content: String) {
    self.role = role
    self.content = content
  }
}

/// What one row of a data file teaches.
public enum ChatRow: Sendable, Hashable {
  /// A conversation; the assistant's turns are learned unless the run says `loss_on: all`.
  case messages([ChatMessage])
  /// Bare text, learned from the first token to the last, without a template.
  case text(String)
}

/// Reads one line of JSON as a row: `{"messages": [{"role", "content"}, …]}`, `{"prompt", "response"}` (or
/// `"completion"`), or `{"text"}`. Other keys are ignored.
struct ChatRowDecoder {
  let file: String
  let line: Int

  /// - Parameter bytes: the line without its end.
  func decode(_ bytes: [UInt8]) throws(RunFileError) -> ChatRow {
    if let invalid = bytes.withUnsafeBytes({ firstInvalidUTF8($0) }) {
      throw error(.invalidUTF8, nil, "byte \(invalid + 1) of the line is not UTF-8: save the file as UTF-8 text")
    }
    let json: JSON
    do throws(JSON.Failure) {
      json = try JSON(bytes)
    } catch {
      throw self.error(.invalidJSON, nil, "not JSON at byte \(error.offset + 1): \(error.message)")
    }
    guard case .object = json else {
      let advice = json.kind == "a list" ? ": convert the file with `jq -c '.[]'`" : ""
      throw error(.wrongType, nil, "expected one object a line, got \(json.kind)\(advice)")
    }
    if let messages = json["messages"] { return .messages(try conversation(messages)) }
    if let prompt = json["prompt"] { return .messages(try pair(prompt, json)) }
    if let text = json["text"] {
      guard case .string(let text) = text else { throw error(.wrongType, "text", "expected a text, got \(text.kind)") }
      guard !text.isEmpty else { throw error(.invalidValue, "text", "is empty") }
      return .text(text)
    }
    throw error(.missingField, "messages", "is missing: a row is {\"messages\": [{\"role\": …, \"content\": …}, …]}")
  }

  private func conversation(_ value: JSON) throws(RunFileError) -> [ChatMessage] {
    guard case .array(let items) = value else {
      throw error(.wrongType, "messages", "expected a list, got \(value.kind)")
    }
    guard !items.isEmpty else { throw error(.invalidValue, "messages", "is empty") }
    var messages: [ChatMessage] = []
    for (index, item) in items.enumerated() { messages.append(try message(item, at: "messages[\(index)]")) }
    guard messages.contains(where: { $0.role == .assistant }) else {
      throw error(.invalidValue, "messages", "no turn of the assistant, so there is nothing to learn")
    }
    return messages
  }

  private func message(_ value: JSON, at path: String) throws(RunFileError) -> ChatMessage {
    guard case .object = value else { throw error(.wrongType, path, "expected an object, got \(value.kind)") }
    let name = try text(value, "role", below: path)
    guard let role = ChatMessage.Role(rawValue: name) else {
      let known = ChatMessage.Role.allCases.map(\.rawValue)
      let advice =
        EditDistance.suggestion(for: name, among: known).map { "did you mean \($0)?" }
        ?? "use \(known.joined(separator: ", "))"
      throw error(.invalidValue, path + ".role", "unknown role \"\(ConfigurationValue.shown(name))\"; \(advice)")
    }
    return ChatMessage(role: role, content: try text(value, "content", below: path))
  }

  private func pair(_ prompt: JSON, _ row: JSON) throws(RunFileError) -> [ChatMessage] {
    guard case .string(let question) = prompt else {
      throw error(.wrongType, "prompt", "expected a text, got \(prompt.kind)")
    }
    let key = row["response"] != nil ? "response" : row["completion"] != nil ? "completion" : nil
    guard let key else {
      throw error(.missingField, "response", "is missing: a row with `prompt` needs `response` (or `completion`)")
    }
    return [
      ChatMessage(role: .user, content: question),
      ChatMessage(role: .assistant, content: try text(row, key, below: "")),
    ]
  }

  private func text(_ object: JSON, _ key: String, below path: String) throws(RunFileError) -> String {
    let field = path.isEmpty ? key : "\(path).\(key)"
    switch object[key] {
    case .string(let text)?: return text
    case nil: throw error(.missingField, field, "is missing")
    case let other?: throw error(.wrongType, field, "expected a text, got \(other.kind)")
    }
  }

  private func error(_ code: RunFileError.Code, _ field: String?, _ message: String) -> RunFileError {
    RunFileError(code, file: file, line: line, field: field, message: message)
  }
}
