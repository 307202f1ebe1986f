import Testing

@testable import ModelFiles

/// Every block format, against the values of the Python package gguf, bit for bit.
@Suite struct DequantisationTests {
  let quantised: GGUF
  let expected: Safetensors

  init() throws {
    quantised = try GGUF(path: TestData.path("quantised.gguf"))
    expected = try Safetensors(file: TestData.path("dequantised.safetensors"))
  }

  @Test(arguments: TensorStorage.allCases)
  func floatsAreThoseOfTheReference(storage: TensorStorage) throws {
    let name = storage.rawValue
    #expect(quantised.description(of: name)?.storage == storage)
    #expect(quantised.shape(of: name) == [2, 256])
    let values = try quantised.floats(name)
    #expect(values.map(\.bitPattern) == (try expected.floats(name)).map(\.bitPattern))
    #expect(Set(values).count > 60, "the material is varied")
  }

  @Test(arguments: TensorStorage.allCases)
  func doublesAreTheSameValues(storage: TensorStorage) throws {
    let name = storage.rawValue
    #expect(try quantised.doubles(name) == expected.doubles(name))
  }

  /// Rows can be read one by one.
  @Test(arguments: TensorStorage.allCases)
  func partsAreThoseOfTheWhole(storage: TensorStorage) throws {
    let name = storage.rawValue
    let second = try [Float](count: 256) { target throws(ModelFileError) in
      try quantised.read(name, elements: 256..<512, into: target)
    }
    #expect(second == Array(try quantised.floats(name)[256...]))
  }

  @Test func partsBeginAndEndWithBlocks() throws {
    let error = modelFileError {
      _ = try [Float](count: 16) { target throws(ModelFileError) in
        try quantised.read("Q4_0", elements: 0..<16, into: target)
      }
    }
    #expect(error?.code == .mismatch)
    #expect(error?.place == .tensor("Q4_0"))
  }

  @Test func formatsThatAreNotDecodedAreNamed() {
    let error = modelFileError { _ = try quantised.floats("IQ4_NL") }
    #expect(error?.code == .unsupported)
    #expect(error?.place == .tensor("IQ4_NL"))
    #expect(error?.problem == "is stored as IQ4_NL")
    #expect(quantised.description(of: "IQ4_NL")?.byteCount == 18)
  }

  @Test func memoryOfAnotherSizeIsRefused() {
    let error = modelFileError {
      _ = try [Float](count: 511) { target throws(ModelFileError) in try quantised.read("F32", into: target) }
    }
    #expect(error?.code == .mismatch)
  }
}
