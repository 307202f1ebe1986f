import Foundation
import Testing

@testable import ModelFiles

/// Files of the reference library are read as it reads them, and what it refuses is refused.
@Suite struct SafetensorsReadingTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func error(_ header: String, data: Int = 0) throws -> ModelFileError? {
    let path = try folder.write(FileBytes.safetensors(header, data: data), to: "test.safetensors")
    return modelFileError { _ = try Safetensors(file: path) }
  }

  // MARK: What is read

  @Test func theFourFormatsAreRead() throws {
    let file = try Safetensors(file: TestData.path("plain.safetensors"))
    let values: [Double] = [0, -1.5, 65_504, 0x1p-24, .infinity, 0.1]
    #expect(try file.doubles("double") == values)
    #expect(try file.doubles("single") == values.map { Double(Float($0)) })
    #expect(try file.floats("double") == values.map { Float($0) })
    #expect(try file.floats("half") == [0, -1.5, 65_504, 0x1p-24, .infinity, 0.099975586])
    #expect(try file.floats("brain") == [0, -1.5, 65_536, 0x1p-24, .infinity, 0.100097656])
    #expect(file.shape(of: "half") == [2, 3])
    #expect(file.description(of: "half")?.byteCount == 12)
  }

  @Test func metadataAreKept() throws {
    let file = try Safetensors(file: TestData.path("plain.safetensors"))
    #expect(file.metadata == ["format": "pt", "note": "grüße \"😀\""])
  }

  @Test func aNumberHasNoDimensionsAndAnEmptyTensorNoElements() throws {
    let file = try Safetensors(file: TestData.path("plain.safetensors"))
    #expect(file.shape(of: "number") == [])
    #expect(try file.floats("number") == [7])
    #expect(file.shape(of: "empty") == [0, 4])
    #expect(try file.floats("empty").isEmpty)
  }

  /// A format that is not supported is an error only when it is read.
  @Test(arguments: [("integers", "I64"), ("booleans", "BOOL"), ("eight", "F8_E4M3")])
  func otherFormatsAreNamedWhenRead(name: String, dtype: String) throws {
    let file = try Safetensors(file: TestData.path("plain.safetensors"))
    #expect(file.description(of: name)?.storage == nil)
    let error = modelFileError { _ = try file.floats(name) }
    #expect(error?.code == .unsupported)
    #expect(error?.place == .tensor(name))
    #expect(error?.problem == "is stored as \(dtype)")
  }

  @Test func aFolderOfSeveralFilesIsOneCollection() throws {
    let several = try Safetensors(folder: TestData.path("qwen2"))
    #expect(several.names.count == 26)
    #expect(several.metadata["format"] == "pt")
    #expect(several.shape(of: "model.layers.1.mlp.down_proj.weight") == [16, 24])
    // The weights are random multiples of 1/64.
    let weights = try several.floats("model.layers.1.mlp.down_proj.weight")
    #expect(weights.allSatisfy { ($0 * 64).rounded() == $0 * 64 && abs($0) < 2 })
    #expect(Set(weights).count > 100)
  }

  @Test func anAbsentTensorIsNamed() throws {
    let file = try Safetensors(file: TestData.path("plain.safetensors"))
    #expect(modelFileError { _ = try file.floats("absent") }?.place == .tensor("absent"))
    #expect(file.shape(of: "absent") == nil)
  }

  // MARK: What is refused

  @Test func aHeaderLargerThanTheLimitIsRefusedBeforeMemoryIsTaken() throws {
    for length in [UInt64(100_000_001), 1 << 60, .max] {
      var bytes = FileBytes()
      bytes.append(length)
      let path = try folder.write(bytes.bytes + Array("{}".utf8), to: "test.safetensors")
      let error = modelFileError { _ = try Safetensors(file: path) }
      #expect(error?.code == .limit)
      #expect(error?.place == .byte(0))
    }
  }

  @Test func aHeaderLongerThanTheFileIsRefused() throws {
    var bytes = FileBytes()
    bytes.append(UInt64(99_999_999))
    let path = try folder.write(bytes.bytes + Array("{}".utf8), to: "test.safetensors")
    #expect(modelFileError { _ = try Safetensors(file: path) }?.code == .truncated)
  }

  @Test(arguments: [
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4),  // the shape takes more
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8),  // a gap at the start
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 5),  // bytes at the end
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4),  // falling
    (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4),
    (#"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,6]}}"#, 6),
    (#"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}"#, 0),
    (#"{"a":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0]}}"#, 0),  // × 4 is 0 modulo 2^64
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#, 4),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,18446744073709551616]}}"#, 4),
    (#"{"a":{"dtype":"F32","shape":[1]}}"#, 4),
    (#"{"a":{"shape":[1],"data_offsets":[0,4]}}"#, 4),
    (#"{"a":7}"#, 0),
    (#"{"a":{"dtype":"F4","shape":[3],"data_offsets":[0,1]}}"#, 1),  // 12 bits
  ])
  func entriesThatBreakTheRulesNameTheTensor(header: String, data: Int) throws {
    let error = try error(header, data: data)
    #expect(error?.code == .malformed)
    #expect(error?.place == .tensor("a") || error?.problem.contains("follow the last tensor") == true)
  }

  @Test func tensorsMustNotOverlap() throws {
    let header =
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#
    let error = try error(header, data: 12)
    #expect(error?.code == .malformed)
    #expect(error?.place == .tensor("b"))
    #expect(error?.problem == "overlaps the tensor before it")
  }

  @Test func aTensorPastTheEndMeansATruncatedFile() throws {
    let error = try error(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, data: 4)
    #expect(error?.code == .truncated)
    #expect(error?.advice == "the file is incomplete: fetch it again")
  }

  @Test func aNameMustNotStandTwice() throws {
    let entry = #""a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#
    let error = try error("{\(entry),\(entry)}", data: 4)
    #expect(error?.place == .key("a"))
    #expect(error?.problem == "the key stands twice")
  }

  @Test(arguments: [#"{"__metadata__":7}"#, #"{"__metadata__":{"a":1}}"#, "[]", "{", "", "   {}", "{}x", #"{"a"}"#])
  func otherHeadersAreMalformed(header: String) throws {
    #expect(try error(header)?.code == .malformed)
  }

  @Test func deepNestingIsRefused() throws {
    let header = #"{"a":"# + String(repeating: "[", count: 100_000)
    #expect(try error(header)?.code == .limit)
  }

  @Test func aFolderOrANamedPipeIsNoFile() throws {
    #expect(modelFileError { _ = try Safetensors(file: folder.path) }?.problem == "is not a regular file")
    // Nobody writes into the pipe: waiting for it would never end.
    #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
    #expect(modelFileError { _ = try Safetensors(file: folder.file("pipe")) }?.problem == "is not a regular file")
    #expect(modelFileError { _ = try Safetensors(file: folder.file("absent")) }?.code == .missing)
  }

  @Test func aFileThatShrinksIsAnErrorWhenRead() throws {
    let whole = try TestData.bytes("plain.safetensors")
    let path = try folder.write(whole, to: "shrinking.safetensors")
    let file = try Safetensors(file: path)
    try folder.truncate("shrinking.safetensors", to: whole.count - 100)
    let errors = file.names.compactMap { name in modelFileError { _ = try file.doubles(name) } }
    #expect(errors.contains { $0.code == .truncated })
  }

  // MARK: Lists of several files

  @Test func aListMustNotLeadOutOfItsFolder() throws {
    for name in ["../a.safetensors", "/etc/a.safetensors", "a.bin", ""] {
      try folder.write(#"{"weight_map":{"a":"\#(name)"}}"#, to: "model.safetensors.index.json")
      let error = modelFileError { _ = try Safetensors(folder: folder.path) }
      #expect(error?.code == .malformed)
      #expect(error?.place == .tensor("a"))
    }
  }

  @Test func aListAndItsFilesMustAgree() throws {
    try folder.copy("plain.safetensors", as: "one.safetensors")
    try folder.write(#"{"weight_map":{"double":"one.safetensors"}}"#, to: "model.safetensors.index.json")
    let unlisted = modelFileError { _ = try Safetensors(folder: folder.path) }
    #expect(unlisted?.code == .mismatch)
    #expect(unlisted?.problem.contains("is not listed") == true)

    let names = try Safetensors(file: folder.file("one.safetensors")).names + ["absent"]
    let map = names.map { "\"\($0)\":\"one.safetensors\"" }.joined(separator: ",")
    try folder.write("{\"weight_map\":{\(map)}}", to: "model.safetensors.index.json")
    let missing = modelFileError { _ = try Safetensors(folder: folder.path) }
    #expect(missing?.code == .missing)
    #expect(missing?.place == .tensor("absent"))
  }

  @Test func aMissingPartIsNamed() throws {
    try folder.copy("qwen2/model.safetensors.index.json", as: "model.safetensors.index.json")
    let error = modelFileError { _ = try Safetensors(folder: folder.path) }
    #expect(error?.code == .missing)
    #expect(error?.path == folder.file("model-00001-of-00002.safetensors"))
  }

  @Test func aFolderOfPicklesSaysWhatToDo() throws {
    try folder.write("", to: "pytorch_model.bin")
    #expect(modelFileError { _ = try Safetensors(folder: folder.path) }?.advice?.contains("safe_serialization") == true)
  }
}
