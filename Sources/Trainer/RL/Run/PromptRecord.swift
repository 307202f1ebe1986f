/// A prompt of the data, as rewards and records know it.
public struct PromptRecord: Sendable, Hashable {
  /// The file's place in `data.train` or `data.eval`, and the row's in the file, blank lines not counted; from 0.
  public var file: Int
  public var row: Int
  /// `nil` for rows that bring their problem with them (verl's).
  public var problemID: String?
  /// `prompts.jsonl:12`, for messages.
  public var place: String
  /// What the model is given, as text.
  public var text: String

  public init(file: Int, row: Int, problemID: String?, place: String, text: String) {
    self.file = file
    self.row = row
    self.problemID = problemID
    self.place = place
    self.text = text
  }
}

/// Why a row of prompts cannot be used.
public struct PromptError: Error, Sendable, Hashable, CustomStringConvertible {
  public var description: String

  public init(_ place: String, _ cause: String) { description = "\(place): \(cause)" }
}
