import Testing

@testable import ModelFiles

/// `config.json` as it is written: the same model, with all that was not understood.
@Suite struct ModelConfigurationWritingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: ["llama", "qwen2", "qwen3"], ["config.json", "config-4.json"])
  func anUnchangedConfigurationIsWrittenAsItWasRead(name: String, form: String) throws {
    let read = try ModelConfiguration(file: TestData.path("\(name)/\(form)"))
    #expect(try read.json() == read.original)
  }

  @Test func whatIsNotUnderstoodIsKept() throws {
    var read = try ModelConfiguration(file: TestData.path("qwen3/config.json"))
    read.original["my_key"] = ["a": .array([.number("1.50")])]
    try read.write(toFolder: folder.path)
    let text = try folder.text("config.json")
    #expect(text.contains("1.50"))
    #expect(try ModelConfiguration(file: folder.file("config.json")) == read)
  }

  @Test func changesAreWrittenInTheFormThatWasRead() throws {
    for form in ["config.json", "config-4.json"] {
      var read = try ModelConfiguration(file: TestData.path("qwen2/\(form)"))
      read.layerCount = 3
      read.tieWordEmbeddings = false
      read.ropeTheta = 20_000
      read.ropeScaling = .linear(factor: 2)
      read.eosTokenIDs = [2, 5]
      let json = try read.json(storage: .float32)
      let isFive = form == "config.json"
      #expect((json["rope_parameters"] != nil) == isFive)
      #expect((json["rope_theta"] != nil) == !isFive)
      #expect(json[isFive ? "dtype" : "torch_dtype"] == .string("float32"))
      if isFive { #expect(json["layer_types"]?.array?.count == 3) }
      read.original = json
      #expect(try ModelConfiguration(json: json, path: "config.json") == read)
    }
  }

  @Test(arguments: ["llama", "qwen2", "qwen3"])
  func aModelFromGGUFIsWrittenToo(name: String) throws {
    let read = try ModelConfiguration(gguf: GGUF(path: TestData.path("\(name).gguf")))
    try read.write(toFolder: folder.path, storage: .bfloat16)
    var again = try ModelConfiguration(file: folder.file("config.json"))
    #expect(again.original["torch_dtype"] == .string("bfloat16"))
    #expect(again.original["architectures"]?.array?.count == 1)
    again.original = JSONObject()
    #expect(again == read)
  }

  @Test func factorsOfNoKnownRuleHaveNoForm() throws {
    var read = try ModelConfiguration(file: TestData.path("llama/config.json"))
    read.ropeScaling = .factors([1, 2, 3, 4, 5, 6, 7, 8])
    let error = modelFileError { try read.write(toFolder: folder.path) }
    #expect(error?.code == .unsupported)
    #expect(error?.path == folder.file("config.json"))
    #expect(try folder.contents().isEmpty)
  }
}
