/// How a server listens, and the bounds that it keeps: everything that can grow has one.
public struct ServerSettings: Sendable {
  public var host = "127.0.0.1"
  /// 0: any free one.
  public var port = 8080
  /// Submissions that may wait; several times what one trainer sends by default.
  public var queueCapacity = 4_096
  /// Of a body as it comes.
  public var bodyBytes = 64 << 20
  /// Of a body that was compressed.
  public var inflatedBodyBytes = 256 << 20
  /// Levels of lists and objects in a body.
  public var nesting = 128
  public var testsOfProblem = 10_000
  public var submissionsOfRequest = 1_024
  public var pairsOfRequest = 10_000
  /// Time from a request to its answer, where it does not say.
  public var deadlineSeconds = 600.0
  public var longestDeadlineSeconds = 3_600.0
  /// Time for a whole body to arrive.
  public var bodySeconds = 60.0
  /// After SIGTERM: what is not judged by then is handed back.
  public var drainSeconds = 30.0
  /// A connection without a request is closed after this.
  public var idleSeconds = 120.0
  public var connections = 4_096
  /// Test data of registered problems kept in memory.
  public var problemCacheBytes = 256 << 20
  /// Rows kept where there is no ledger file.
  public var rowsInMemory = 10_000
  /// Whether a program of the same content is given a verdict on which two runs have agreed.
  public var sharesVerdicts = true
  /// Bytes of each stream that the drop-in routes return.
  public var streamBytes = 1 << 20
  /// The name of this server's run in the ledger.
  public var run = "serve"

  public init() {}
}
