import Foundation
import Testing

/// `model`: what each subcommand prints, and how it ends.
@Suite struct ModelCommandTests {
  let scratch: Scratch

  /// A model of 270 tokens that a run of six steps made, in `run/final`.
  init() throws {
    scratch = try TrainCommandTests.prepared()
    let run = try TrainCommandTests.train(in: scratch)
    #expect(run.status == 0, "\(run.errors)")
    try scratch.write("chat.json", #"[{"role":"user","content":"say 1"}]"#)
    try scratch.write("rows.json", #"{"messages":[{"role":"user","content":"say 1"}]}"#)
  }

  private func model(_ arguments: [String]) throws -> Command.Outcome {
    try Command.run(["model"] + arguments, in: scratch.path)
  }

  @Test func inspectPrintsOneObject() throws {
    let result = try model(["inspect", "run/final"])
    #expect(result.status == 0 && result.errors.isEmpty)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    let expected: [String: NSObject] = [
      "architecture": "llama" as NSString, "vocabulary_size": 270 as NSNumber, "hidden_size": 16 as NSNumber,
      "layers": 1 as NSNumber, "heads": 2 as NSNumber, "kv_heads": 2 as NSNumber, "head_dim": 8 as NSNumber,
      "max_positions": 64 as NSNumber, "tied_embeddings": true as NSNumber,
      // 270 · 16 for the embedding, 4 · 16 · 16 and 3 · 16 · 24 for the block, three norms of 16.
      "parameters": (4320 + 1024 + 1152 + 48) as NSNumber, "bytes": (4 * 6544) as NSNumber,
      "formats": ["F32": 11] as NSDictionary,
    ]
    for (key, value) in expected { #expect(object[key] as? NSObject == value, "\(key)") }
    let tokenizer = try #require(object["tokenizer"] as? [String: Any])
    #expect((259...270).contains(tokenizer["tokens"] as? Int ?? 0))
    #expect(tokenizer["chat_template"] as? String == "chatml")
    #expect(tokenizer["eos"] as? String == "<|im_end|>")
  }

  @Test func tokenizePrintsIdsAndTokens() throws {
    let result = try model(["tokenize", "run/final", "--text", "say\n\u{1}\"ü<|im_end|>"])
    #expect(result.status == 0 && result.rows.count == 1)
    let row = try #require(result.rows.first)
    #expect(Set(row.keys) == ["ids", "tokens"])
    let (ids, tokens) = (row["ids"] as? [Int] ?? [], row["tokens"] as? [String] ?? [])
    #expect(ids.count == tokens.count && ids.last == 2 && tokens.last == "<|im_end|>")
    #expect(tokens.joined().hasPrefix("sayĊ"), "tokens are written in the byte alphabet")
  }

  @Test(arguments: ["chat.json", "rows.json"]) func aChatIsRenderedWithTheBeginOfAnAnswer(_ file: String) throws {
    let chat = try model(["tokenize", "run/final", "--chat", file])
    let text = try model([
      "tokenize", "run/final", "--text", "<|im_start|>user\nsay 1<|im_end|>\n<|im_start|>assistant\n",
    ])
    #expect(chat.status == 0 && chat.output == text.output)
  }

  @Test func logitsPrintARowAToken() throws {
    let result = try model(["logits", "run/final", "--ids", "1,50, 2", "--threads", "1"])
    #expect(result.status == 0 && result.errors.isEmpty)
    #expect(result.rows.map { Set($0.keys) } == Array(repeating: ["position", "id", "logits"], count: 3))
    #expect(
      result.rows.map { $0["position"] as? Int } == [0, 1, 2] && result.rows.map { $0["id"] as? Int } == [1, 50, 2])
    #expect(result.rows.allSatisfy { ($0["logits"] as? [Double])?.count == 270 })
    let alone = try model(["logits", "run/final", "--ids", "1", "--threads", "1"])
    #expect((alone.rows.first?["logits"] as? [Double])?.count == 270, "what comes behind changes nothing")
  }

  @Test func generatePrintsARowAContinuation() throws {
    let options = ["generate", "run/final", "--prompt", "say", "--max-tokens", "5", "-n", "3", "--threads", "1"]
    let result = try model(options + ["--seed", "4"])
    #expect(result.status == 0 && result.errors.isEmpty)
    #expect(
      result.rows.map { Set($0.keys) } == Array(repeating: ["index", "text", "ids", "logprobs", "finish"], count: 3))
    #expect(result.rows.map { $0["index"] as? Int } == [0, 1, 2])
    for row in result.rows {
      let (ids, logs) = (row["ids"] as? [Int] ?? [], row["logprobs"] as? [Double] ?? [])
      #expect((1...5).contains(ids.count) && logs.count == ids.count && logs.allSatisfy { $0 < 0 })
      #expect(row["finish"] as? String == (ids.last == 2 ? "stop" : "length"))
    }
    #expect(try model(options + ["--seed", "4"]).output == result.output, "the same seed, the same texts")
    #expect(try model(options + ["--seed", "5"]).output != result.output)
    #expect(Set(result.rows.map { "\($0["ids"] ?? "")" }).count > 1, "each continuation is another")
  }

  @Test func manyPromptsAreNamed() throws {
    try scratch.write(
      "prompts.jsonl",
      #"{"id":"a","prompt":"say"}"# + "\n\n" + #"{"problem_id":"p","messages":[{"role":"user","content":"say 2"}]}"#)
    let result = try model(["generate", "run/final", "--prompts", "prompts.jsonl", "-n", "2", "--max-tokens", "4"])
    #expect(result.status == 0)
    #expect(result.rows.map { $0["id"] as? String } == ["a", "a", "p#0", "p#1"])
    #expect(result.rows.map { $0["index"] as? Int } == [0, 1, 0, 1])
    #expect(result.rows.map { $0["problem_id"] as? String } == [nil, nil, "p", "p"])
    #expect(result.rows.suffix(2).allSatisfy { $0["response"] as? String == $0["text"] as? String })
  }

  /// The log-probabilities of `generate` are those that the logits give.
  @Test func generateAgreesWithLogits() throws {
    let tokens = try model(["tokenize", "run/final", "--text", "say"]).rows.first?["ids"] as? [Int] ?? []
    let ids = tokens.map(String.init).joined(separator: ",")
    let logits = try #require(try model(["logits", "run/final", "--ids", ids]).rows.last?["logits"] as? [Double])
    let result = try model(["generate", "run/final", "--prompt", "say", "--max-tokens", "1", "--temperature", "0"])
    let row = try #require(result.rows.first)
    let best = try #require(logits.indices.max { logits[$0] < logits[$1] })
    #expect(row["ids"] as? [Int] == [best])
    let expected = logits[best] - log(logits.reduce(0) { $0 + exp($1) })
    #expect(abs(((row["logprobs"] as? [Double])?.first ?? .nan) - expected) < 1e-4)
  }

  @Test func streamShowsTheTextOnStandardError() throws {
    let options = ["generate", "run/final", "--chat", "chat.json", "--max-tokens", "8", "--seed", "1"]
    let plain = try model(options)
    let streamed = try model(options + ["--stream"])
    #expect(plain.output == streamed.output && plain.errors.isEmpty)
    #expect(streamed.errors == (streamed.rows.first?["text"] as? String ?? "") + "\n")
  }

  struct Case: CustomTestStringConvertible {
    var arguments: [String]
    var says: String
    var testDescription: String { arguments.joined(separator: " ") }
  }

  static let cases: [Case] = [
    Case(arguments: ["inspect", "nowhere"], says: "klear-judge: nowhere"),
    Case(arguments: ["inspect", "run.yaml"], says: "klear-judge: run.yaml: "),
    Case(arguments: ["logits", "run/final", "--ids", "1,270"], says: "--ids: 270 is none of the model's 270 tokens"),
    Case(arguments: ["logits", "run/final", "--ids=-1"], says: "--ids: -1 is none of the model's 270 tokens"),
    Case(arguments: ["tokenize", "nowhere", "--text", "a"], says: "klear-judge: nowhere"),
    Case(arguments: ["tokenize", "run/final", "--chat", "run.yaml"], says: "run.yaml: no list of messages"),
    Case(
      arguments: ["tokenize", "run/final", "--chat", "chat.json", "--chat-template", "jinja"],
      says: "there is no chat template jinja"),
    Case(
      arguments: ["generate", "run/final", "--prompt", ""], says: "the prompt has no tokens: give some text, or a chat"),
    Case(
      arguments: ["generate", "run/final", "--prompt", String(repeating: "x y ", count: 40)],
      says: "tokens and the model 64 positions: shorten it"),
    Case(arguments: ["generate", "run/final"], says: "give one of --prompt, --chat and --prompts"),
    Case(
      arguments: ["generate", "run/final", "--prompt", "a", "--chat", "chat.json"],
      says: "give one of --prompt, --chat and --prompts"),
    Case(
      arguments: ["generate", "run/final", "--prompt", "a", "--max-tokns", "1"], says: #"did you mean "--max-tokens"?"#),
    Case(arguments: ["generate", "run/final", "--prompts", "run.yaml"], says: "run.yaml:1: not JSON"),
    Case(arguments: ["generate", "broken", "--prompt", "a"], says: "the logits after 1 tokens are not finite"),
  ]

  @Test(arguments: cases) func whatIsWrongEndsWith2(_ bad: Case) throws {
    if bad.arguments.contains("broken") { try breakWeights() }
    let result = try model(bad.arguments)
    #expect(result.status == 2 && result.output.isEmpty)
    #expect(result.errors.contains(bad.says), "\(result.errors)")
  }

  /// A copy of the model, of NaN.
  private func breakWeights() throws {
    try FileManager.default.copyItem(atPath: scratch.file("run/final"), toPath: scratch.file("broken"))
    var bytes = try Data(contentsOf: URL(fileURLWithPath: scratch.file("broken/model.safetensors")))
    let header = 8 + bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    bytes.replaceSubrange(header..., with: repeatElement(0xFF, count: bytes.count - header))
    try bytes.write(to: URL(fileURLWithPath: scratch.file("broken/model.safetensors")))
  }
}
