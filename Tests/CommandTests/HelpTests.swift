import Foundation
import Testing

/// What the command says about itself, at 80 columns. After a wanted change: `KLEAR_RECORD=1 swift test --filter HelpTests`.
@Suite struct HelpTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Snapshots")
    .path

  @Test(arguments: [
    "", "grade", "audit", "math", "run", "doctor", "bench", "train", "train sft", "train rl", "train eval", "model",
    "model inspect", "model logits", "model tokenize", "model generate", "tasks", "experiment",
    "experiment clipping", "serve", "ledger", "ledger list",
    "ledger show", "ledger export", "ledger compare", "ledger prune",
  ]) func help(_ command: String) throws {
    let words = command.split(separator: " ").map(String.init) + ["--help"]
    let result = try Command.run(words, environment: ["COLUMNS": "80"])
    #expect(result.status == 0)
    let name = command.isEmpty ? "klear-judge" : words.dropLast().joined(separator: "-")
    let file = "\(Self.folder)/\(name).txt"
    if ProcessInfo.processInfo.environment["KLEAR_RECORD"] != nil {
      try result.output.write(toFile: file, atomically: true, encoding: .utf8)
    }
    #expect(result.output == (try String(contentsOfFile: file, encoding: .utf8)))
    for line in result.output.split(separator: "\n") where !line.hasPrefix("USAGE") { #expect(line.count <= 80) }
  }

  @Test func aloneItShowsItsHelp() throws {
    let alone = try Command.run([])
    #expect(alone.status == 0)
    #expect(alone.output == (try Command.run(["--help"])).output)
  }

  @Test(arguments: [
    (["grad"], #"Error: there is no command "grad"; did you mean "grade"?"#),
    (["dokter"], #"Error: there is no command "dokter"; did you mean "doctor"?"#),
    (["paint"], #"Error: there is no command "paint"; see klear-judge --help"#),
    (["train", "sftt"], #"Error: there is no command "sftt"; did you mean "sft"?"#),
    (["train", "sft", "--confg", "x"], #"Error: there is no option "--confg"; did you mean "--config"?"#),
    (["model", "generte", "x"], #"Error: there is no command "generte"; did you mean "generate"?"#),
    (["model", "generate", "x"], "Error: give one of --prompt, --chat and --prompts"),
    (["model", "generate", "x", "--prompt", "y", "--top-p", "0"], "Error: --top-p is above 0 and at most 1, not 0.0"),
    (["grade", "--problms", "x"], #"Error: there is no option "--problms"; did you mean "--problems"?"#),
    (
      ["grade", "--problems=x", "--report-range=1"],
      #"Error: there is no option "--report-range"; did you mean "--reward-range"?"#
    ),
    (["math", "1", "2", "--knd", "answer"], #"Error: there is no option "--knd"; did you mean "--kind"?"#),
    (["math", "1"], "Error: two texts are needed, GOLD and PREDICTION, or --pairs; got 1"),
    (["math", "1", "2", "3"], "Error: two texts are needed, GOLD and PREDICTION, or --pairs; got 3"),
    (["math", "1", "2", "--expect"], "Error: --expect goes with --pairs"),
    (["math", "--pairs", "p", "1"], #"Error: GOLD and PREDICTION stand in the rows of --pairs; what is "1"?"#),
    (["math", "1", "2", "--decimal-places", "1001"], "Error: --decimal-places is between 0 and 1000, not 1001"),
    (["math", "1", "2", "--targets", "latex,text"], "Error: The value 'latex,text' is invalid"),
    (["run", "--colour", "x"], #"Error: there is no option "--colour"; see klear-judge run --help"#),
    (["grade", "--problems", "x"], "Error: --problems needs --submissions"),
    (
      ["grade", "--dataset", "x", "--format", "csv"],
      "Error: --format csv is none of native, lcb, verl, humaneval, mbpp"
    ),
    (["grade", "--problems", "x", "--submissions", "y", "--jobs", "0"], "Error: --jobs is between 1 and 4096, not 0"),
    (
      ["grade", "--problems", "x", "--submissions", "y", "--reward-range", "0..2"],
      "Error: --reward-range is 0..1 or -1..1, not 0..2"
    ),
    (["grade", "--problems", "x", "--submissions", "y", "--run-name", "z"], "Error: --run-name goes with --ledger"),
    (
      ["serve", "--listen", "0.0.0.0:80"],
      "Error: 0.0.0.0 can be reached from other machines: give a --token-file, or --without-token if that is meant"
    ),
    (["serve", "--queue", "0"], "Error: --queue is between 1 and 1000000, not 0"),
    (["serve", "--listen", "8080"], "Error: The value '8080' is invalid"),
    (
      ["ledger", "prune", "x"],
      "Error: say what may go: --older-than, --keep, --run, --problem, --submission or --verdict"
    ),
    (["grade", "--problems", "x", "--submissions", "y", "--reward", "best"], "Error: The value 'best' is invalid"),
  ])
  func usageErrors(_ arguments: [String], _ says: String) throws {
    let result = try Command.run(arguments)
    #expect(result.status == 2)
    #expect(result.output == "")
    #expect(result.errors.hasPrefix(says), "\(result.errors)")
  }

  @Test func completionScriptsLoad() throws {
    let scratch = try Scratch()
    let bash = try Command.shell(
      """
      $K --generate-completion-script bash > script && source ./script && complete -p klear-judge
      COMP_WORDS=(klear-judge gr); COMP_CWORD=1; COMP_LINE='klear-judge gr'; COMP_POINT=14
      _klear-judge klear-judge gr klear-judge 2> /dev/null; echo "${COMPREPLY[*]}"
      """, in: scratch.path)
    #expect(bash.output.contains("-F _klear-judge klear-judge"), "\(bash.errors)")
    #expect(bash.output.contains("\ngrade"))
    for (shell, words) in [("zsh", "#compdef klear-judge"), ("fish", "complete -c 'klear-judge'")] {
      let script = try Command.run(["--generate-completion-script", shell])
      #expect(script.status == 0)
      #expect(script.output.contains(words), "\(shell)")
    }
  }
}
