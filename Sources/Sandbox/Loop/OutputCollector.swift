import CSandbox

/// What one stream of a program wrote, up to a limit. Touched on the loop's thread only.
final class OutputCollector: @unchecked Sendable {
  let descriptor: Descriptor
  let limit: Int
  /// Standard error is only cut short; every other stream ends the run when it is too long.
  let overflowEndsRun: Bool
  var token: UInt64?
  var ended = false
  private(set) var bytes: [UInt8] = []
  private(set) var byteCount = 0

  init(_ descriptor: Descriptor, limit: Int, overflowEndsRun: Bool) {
    self.descriptor = descriptor
    self.limit = limit
    self.overflowEndsRun = overflowEndsRun
    _ = csandbox_set_nonblocking(descriptor.number)
  }

  var overflowed: Bool { byteCount > limit }

  /// Reads what is there, at most a megabyte so that one flood does not starve other runs. True at the end.
  func drain() -> Bool {
    withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { buffer in
      for _ in 0..<16 {
        guard let count = descriptor.read(into: buffer) else { return false }
        if count == 0 { return true }
        byteCount += count
        let room = limit - bytes.count
        if room > 0 { bytes.append(contentsOf: buffer.prefix(min(count, room))) }
      }
      return false
    }
  }
}

/// The streams of one run that we read.
struct CollectedStreams: Sendable {
  let output: OutputCollector?
  let errorOutput: OutputCollector?
  private(set) var channels: [Int: OutputCollector] = [:]

  init(limits: Limits, output: Descriptor?, errorOutput: Descriptor?) {
    self.output = output.map { OutputCollector($0, limit: limits.outputBytes, overflowEndsRun: true) }
    self.errorOutput = errorOutput.map { OutputCollector($0, limit: limits.errorBytes, overflowEndsRun: false) }
  }

  mutating func add(_ reading: Descriptor, _ channel: RunSpecification.Channel) {
    channels[channel.number] = OutputCollector(reading, limit: channel.limitBytes, overflowEndsRun: true)
  }

  var all: [OutputCollector] { [output, errorOutput].compactMap { $0 } + channels.values }
}
