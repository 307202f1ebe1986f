import ArgumentParser
import Rewards

/// The command.
@main
struct KlearJudge: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "klear-judge",
    abstract: "Judges code and math answers of language models and turns verdicts into rewards.",
    discussion: """
      Exit codes: 0 done; 1 done, and the answer is "no" (an expectation not met, a program not accepted); 2 bad usage \
      or bad input; 3 judge faults remained; 130 interrupted. Results go to standard output or --out, everything else \
      to standard error.

      EXAMPLES
        klear-judge doctor
        klear-judge run --language python3 hello.py
        klear-judge grade --problems p.jsonl --submissions s.jsonl --out v.jsonl
        klear-judge grade --package problems/hello --expect
        klear-judge math '\\frac{1}{2}' 0.5
        klear-judge serve --ledger verdicts.sqlite
        klear-judge train sft --config examples/sft-small.yaml
        klear-judge model generate ./model --prompt 'Hello'
      """,
    version: JudgeVersion.current,
    subcommands: [
      GradeCommand.self, AuditCommand.self, MathCommand.self, RunCommand.self, ServeCommand.self, LedgerCommand.self,
      TrainCommand.self, ModelCommand.self, TasksCommand.self, ExperimentCommand.self,
      DoctorCommand.self, BenchCommand.self,
    ])

  /// Usage errors end with 2, as the contract has it, instead of the parser's own code.
  static func main() async {
    ProductRestart.ifNeeded()
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let status as ExitStatus {
      status.end()
    } catch {
      let code = exitCode(for: error)
      guard code.rawValue != 0, code.rawValue != 1 else { exit(withError: error) }
      if let advice = UsageAdvice(arguments: Array(CommandLine.arguments.dropFirst())) {
        StandardError.write("Error: \(advice.message)\n")
      } else {
        StandardError.write(fullMessage(for: error) + "\n")
      }
      ExitStatus.badInput.end()
    }
  }
}
