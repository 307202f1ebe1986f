/// The names in a run's folder.
public struct RunFolder: Sendable, Hashable {
  public let path: String

  public init(_ path: String) { self.path = path }

  /// The resolved configuration.
  public var configuration: String { "\(path)/config.yaml" }
  public var metrics: String { "\(path)/metrics.jsonl" }
  /// Event files.
  public var events: String { "\(path)/tb" }
  public var checkpoints: String { "\(path)/checkpoints" }
  public var report: String { "\(path)/report.html" }
  /// The model at the end, as a Hugging Face folder.
  public var final: String { "\(path)/final" }

  /// The answers of a step: `rollouts/step-000012.jsonl`.
  public func rollouts(step: Int) -> String { "\(path)/rollouts/\(CheckpointStore.name(step: step)).jsonl" }

  /// Writes a file of the run such that a crash leaves the old one or the new one, and returns when it is on the disk.
  /// - Throws: ``RunFileError``.
  public static func replace(_ path: String, with bytes: [UInt8]) throws(RunFileError) {
    try OutputFile.replace(path, with: bytes)
  }

  /// Makes the folder and writes `config.yaml`.
  /// - Throws: ``RunFileError``.
  public func begin(_ run: RunConfiguration) throws(RunFileError) {
    try OutputFile.makeFolder(path)
    try OutputFile.makeFolder("\(path)/rollouts")
    try OutputFile.replace(configuration, with: Array(run.yaml.utf8))
  }
}
