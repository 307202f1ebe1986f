import Glibc

/// Writes TensorBoard event files: the scalars (and texts) of each step, one write a step.
///
/// ```swift
/// let events = try TensorBoardWriter(folder: "run/tb", resumingAt: nil, wallTime: now)
/// try events.append(metrics, wallTime: now)
/// ```
public final class TensorBoardWriter {
  /// `events.out.tfevents.<time>.<host>.<pid>.<n>` in the folder.
  public let path: String
  private let file: OutputFile

  /// Begins a file, making the folder if need be.
  /// - Parameters:
  ///   - folder: `tb` of the run's folder.
  ///   - step: a checkpoint's step: what older files of the folder hold of later steps is taken out of them. `nil` for
  ///     a new run.
  ///   - wallTime: seconds since 1970.
  ///   - host: a part of the name; `nil` for this machine's.
  public init(
    folder: String, resumingAt step: Int?, wallTime: Double, host: String? = nil, processID: Int32? = nil
  ) throws(RunFileError) {
    try OutputFile.makeFolder(folder)
    if let step { try EventFiles.cut(folder, after: step) }
    let name = Self.fileName(wallTime: wallTime, host: host ?? Self.hostName(), processID: processID ?? getpid())
    var opened: (String, OutputFile)?
    // A second run within the same second and process gets the next number.
    for number in 0..<1_000 where opened == nil {
      let path = "\(folder)/\(name).\(number)"
      if access(path, F_OK) == 0 { continue }
      opened = (path, try OutputFile(path, .create))
    }
    guard let opened else { throw OutputFile.error(folder, EEXIST, "no name is left for an event file") }
    (path, file) = opened
    var event = ProtocolBuffer()
    event.double(1, wallTime)
    event.text(3, "brain.Event:2")
    try file.write(RecordFile.framed(event.bytes))
  }

  /// Appends all numbers of a row.
  public func append(_ metrics: StepMetrics, wallTime: Double) throws(RunFileError) {
    try append(metrics.scalars, step: metrics.step, wallTime: wallTime)
  }

  /// Appends numbers; those that are not finite are left out.
  public func append(_ scalars: [(tag: String, value: Double)], step: Int, wallTime: Double) throws(RunFileError) {
    try append(step: step, wallTime: wallTime) { summary in
      for scalar in scalars where scalar.value.isFinite {
        summary.message(1) { value in
          value.text(1, scalar.tag)
          value.float(2, Float(scalar.value))
        }
      }
    }
  }

  /// Appends a text, shown by TensorBoard as Markdown.
  public func append(text: String, tag: String, step: Int, wallTime: Double) throws(RunFileError) {
    try append(step: step, wallTime: wallTime) { summary in
      summary.message(1) { value in
        value.text(1, tag)
        value.message(9) { metadata in metadata.message(1) { $0.text(1, "text") } }
        value.message(8) { tensor in
          // DT_STRING, of shape [1].
          tensor.integer(1, 7)
          tensor.message(2) { shape in shape.message(2) { $0.integer(1, 1) } }
          tensor.text(8, text)
        }
      }
    }
  }

  /// Returns when all is on the disk.
  public func synchronize() throws(RunFileError) { try file.synchronize() }

  private func append(
    step: Int, wallTime: Double, _ body: (inout ProtocolBuffer) -> Void
  ) throws(RunFileError) {
    var event = ProtocolBuffer()
    event.double(1, wallTime)
    event.integer(2, step)
    event.message(5, body)
    try file.write(RecordFile.framed(event.bytes))
  }

  /// The name without its number. What a file name cannot hold of the host's becomes `_`.
  static func fileName(wallTime: Double, host: String, processID: Int32) -> String {
    let seconds = wallTime.isFinite && wallTime >= 0 ? Int(min(wallTime, 9_999_999_999)) : 0
    let digits = String(seconds)
    let padded = String(repeating: "0", count: max(0, 10 - digits.count)) + digits
    let allowed = host.utf8.map { byte in
      let isWord = (0x41...0x5A).contains(byte & 0xDF) || (0x30...0x39).contains(byte)
      return isWord || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") ? byte : UInt8(ascii: "_")
    }
    return "events.out.tfevents.\(padded).\(String(decoding: allowed, as: UTF8.self)).\(processID)"
  }

  private static func hostName() -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
    let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return bytes.isEmpty ? "localhost" : String(decoding: bytes, as: UTF8.self)
  }
}
