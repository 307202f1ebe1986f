import Testing

@testable import ModelFiles

/// Files of the Python package gguf are read, and what breaks the format is refused with its place.
@Suite struct GGUFReadingTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func error(_ file: FileBytes) throws -> ModelFileError? {
    let path = try folder.write(file.bytes, to: "test.gguf")
    return modelFileError { _ = try GGUF(path: path) }
  }

  // MARK: Metadata

  @Test func everyTypeOfValueIsRead() throws {
    let file = try GGUF(path: TestData.path("quantised.gguf"))
    #expect(file.version == 3)
    #expect(file.keys.first == "general.architecture")
    #expect(try file.string("general.architecture") == "llama")
    #expect(try file.integer("test.uint8") == 200)
    #expect(try file.integer("test.int8") == -100)
    #expect(try file.integer("test.uint16") == 60_000)
    #expect(try file.integer("test.int16") == -30_000)
    #expect(try file.integer("test.uint32") == 4_000_000_000)
    #expect(try file.integer("test.int32") == -2_000_000_000)
    #expect(file["test.uint64"] == .unsigned(.max))
    #expect(try file.integer("test.int64") == .min)
    #expect(try file.number("test.float32") == 0.5)
    #expect(try file.number("test.float64") == 0.1)
    #expect(try file.boolean("test.bool") == true)
    #expect(try file.string("test.string") == "grüße 😀")
    #expect(try file.strings("test.strings") == ["a", "", "Ġthe"])
    #expect(try file.integers("test.integers") == [1, -2, 3])
    #expect(try file.numbers("test.numbers") == [0.5, -1.5])
    #expect(file["test.bools"] == .array(.bools([true, false])))
    #expect(file["test.nested"] == .array(.arrays([.signed([1, 2]), .signed([3])])))
  }

  @Test func anAbsentKeyIsNothingUnlessItIsRequired() throws {
    let file = try GGUF(path: TestData.path("quantised.gguf"))
    #expect(try file.string("absent") == nil)
    let error = modelFileError { _ = try file.required("absent", file.string) }
    #expect(error?.code == .missing)
    #expect(error?.place == .key("absent"))
  }

  @Test func aWrongTypeNamesTheKeyAndBothTypes() throws {
    let file = try GGUF(path: TestData.path("quantised.gguf"))
    let text = modelFileError { _ = try file.integer("test.string") }
    #expect(text?.code == .mismatch)
    #expect(text?.place == .key("test.string"))
    #expect(text?.problem == "is the string \"grüße 😀\", should be an integer")
    #expect(
      modelFileError { _ = try file.integer("test.uint64") }?.problem
        == "is the integer 18446744073709551615, should be an integer")
    #expect(
      modelFileError { _ = try file.strings("test.integers") }?.problem
        == "is an array of 3 integers, should be an array of strings")
    #expect(modelFileError { _ = try file.string("test.bool") } != nil)
    #expect(modelFileError { _ = try file.number("test.string") } != nil)
    #expect(modelFileError { _ = try file.boolean("test.int8") } != nil)
    #expect(modelFileError { _ = try file.numbers("test.integers") } != nil)
  }

  @Test func versionTwoIsReadToo() throws {
    var bytes = try TestData.bytes("qwen2.gguf")
    bytes[4] = 2
    let path = try folder.write(bytes, to: "two.gguf")
    #expect(try GGUF(path: path).version == 2)
  }

  // MARK: Tensors

  @Test func shapesAreOutermostFirst() throws {
    let file = try GGUF(path: TestData.path("qwen2.gguf"))
    #expect(file.shape(of: "blk.0.ffn_down.weight") == [16, 24])
    #expect(file.description(of: "blk.0.ffn_down.weight")?.storage == .float16)
    #expect(file.shape(of: "blk.0.attn_norm.weight") == [16])
  }

  @Test func alignmentIsThatOfTheFile() throws {
    var file = FileBytes.gguf(tensors: 1, pairs: 1)
    file.append("general.alignment")
    file.append(UInt32(4))
    file.append(UInt32(64))
    file.appendTensor("a", [2], type: 0, offset: 0)
    file.pad(to: 64)
    file.append(Float(1).bitPattern)
    file.append(Float(2).bitPattern)
    let read = try GGUF(path: try folder.write(file.bytes, to: "test.gguf"))
    #expect(read.alignment == 64)
    #expect(try read.floats("a") == [1, 2])
  }

  @Test func aFileWithoutTensorsNeedsNoPadding() throws {
    let file = FileBytes.gguf(tensors: 0, pairs: 0)
    #expect(try GGUF(path: try folder.write(file.bytes, to: "test.gguf")).names.isEmpty)
  }

  // MARK: What is refused

  @Test func otherFilesAreTold() throws {
    var other = FileBytes()
    other.bytes = Array("not a model".utf8)
    #expect(try error(other)?.advice == "is it a GGUF file?")
    #expect(try error(FileBytes())?.code == .truncated)
    #expect(try error(.gguf(version: 1, tensors: 0, pairs: 0))?.problem == "is of GGUF version 1")
    #expect(try error(.gguf(version: 4, tensors: 0, pairs: 0))?.code == .unsupported)
    #expect(try error(.gguf(version: 3 << 24, tensors: 0, pairs: 0))?.problem == "is a big-endian GGUF file")
  }

  @Test func hugeCountsAreRefused() throws {
    for count in [UInt64(1) << 21, 1 << 60, .max] {
      #expect(try error(.gguf(tensors: count, pairs: 0))?.code == .limit)
      #expect(try error(.gguf(tensors: 0, pairs: count))?.code == .limit)
    }
    #expect(try error(.gguf(tensors: 1_000, pairs: 0))?.code == .truncated)
  }

  @Test func hugeStringsAndArraysAreRefused() throws {
    for length in [UInt64(1) << 40, .max] {
      var key = FileBytes.gguf(tensors: 0, pairs: 1)
      key.append(length)
      #expect(try error(key)?.code == .limit)

      var text = FileBytes.gguf(tensors: 0, pairs: 1)
      text.append("k")
      text.append(UInt32(8))
      text.append(length)
      #expect(try error(text)?.code == .limit)

      for type in UInt32(0)..<13 {
        var array = FileBytes.gguf(tensors: 0, pairs: 1)
        array.append("k")
        array.append(UInt32(9))
        array.append(type)
        array.append(length)
        let error = try error(array)
        #expect(error?.code == .truncated)
        #expect(error?.place == .key("k"))
      }
    }
  }

  @Test func deepNestingIsRefused() throws {
    var file = FileBytes.gguf(tensors: 0, pairs: 1)
    file.append("k")
    for _ in 0..<1_000 {
      file.append(UInt32(9))
      if file.bytes.count > 40 { file.append(UInt64(1)) }
    }
    #expect(try error(file)?.code == .limit)
  }

  @Test func unknownTypesAndBooleansThatAreNeitherAreMalformed() throws {
    var unknown = FileBytes.gguf(tensors: 0, pairs: 1)
    unknown.append("k")
    unknown.append(UInt32(13))
    #expect(try error(unknown)?.problem == "is of the unknown type 13")
    var neither = FileBytes.gguf(tensors: 0, pairs: 1)
    neither.append("k")
    neither.append(UInt32(7))
    neither.append(UInt8(2))
    #expect(try error(neither)?.place == .key("k"))
  }

  @Test func keysAndTensorsStandOnce() throws {
    var keys = FileBytes.gguf(tensors: 0, pairs: 2)
    for _ in 0..<2 {
      keys.append("k")
      keys.append(UInt32(7))
      keys.append(UInt8(1))
    }
    #expect(try error(keys)?.problem == "the key stands twice")
    var tensors = FileBytes.gguf(tensors: 2, pairs: 0)
    tensors.appendTensor("a", [8], type: 0, offset: 0)
    tensors.appendTensor("a", [8], type: 0, offset: 32)
    tensors.pad(to: 32, adding: 64)
    #expect(try error(tensors)?.problem == "the tensor stands twice")
  }

  @Test func namesAreUTF8() throws {
    var file = FileBytes.gguf(tensors: 0, pairs: 1)
    file.append(UInt64(2))
    file.bytes += [0xC3, 0x28]
    #expect(try error(file)?.problem == "a key is not UTF-8")
  }

  /// Dimensions innermost first, number of the format, offset, bytes of data, and what is wrong.
  @Test(
    arguments: [
      ([1 << 62, 4], 0, 0, 32, "overflows"),
      ([1 << 32, 1 << 32, 1 << 32, 0], 0, 0, 32, "overflows"),
      ([UInt64.max], 0, 0, 32, "dimension"),
      ([1 << 62], 0, 0, 32, "overflows"),
      ([8, 1, 1, 1, 1], 0, 0, 32, "5 dimensions"),
      ([16], 0, 0, 32, "takes 64 bytes"),
      ([8], 0, 32, 32, "takes 32 bytes from 32 on"),
      ([8], 0, UInt64.max - 31, 32, "takes 32 bytes"),
      ([8], 0, 4, 64, "no multiple of the alignment"),
      ([16], 2, 0, 32, "not whole blocks of 32"),
      ([16, 2], 2, 0, 32, "not whole blocks of 32"),
      ([8], 99, 0, 32, "unknown format 99"),
      ([8], 4, 0, 32, "unknown format 4"),
    ] as [([UInt64], UInt32, UInt64, Int, String)])
  func tensorsThatCannotBeAreNamed(
    dimensions: [UInt64], type: UInt32, offset: UInt64, data: Int, problem: String
  ) throws {
    var file = FileBytes.gguf(tensors: 1, pairs: 0)
    file.appendTensor("a", dimensions, type: type, offset: offset)
    file.pad(to: 32, adding: data)
    let error = try error(file)
    #expect(error?.place == .tensor("a"))
    #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "none")")
  }

  @Test func tensorsMustNotOverlap() throws {
    var file = FileBytes.gguf(tensors: 2, pairs: 0)
    file.appendTensor("a", [16], type: 0, offset: 0)
    file.appendTensor("b", [8], type: 0, offset: 32)
    file.pad(to: 32, adding: 64)
    #expect(try error(file)?.problem == "overlaps a")
  }

  @Test func alignmentIsAPowerOfTwo() throws {
    for value in [UInt32(0), 3, 1 << 31] {
      var file = FileBytes.gguf(tensors: 0, pairs: 1)
      file.append("general.alignment")
      file.append(UInt32(4))
      file.append(value)
      #expect(try error(file)?.place == .key("general.alignment"))
    }
  }
}
