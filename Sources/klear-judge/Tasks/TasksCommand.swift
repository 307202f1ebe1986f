public import ArgumentParser
import Foundation
public import Tasks

struct TasksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tasks",
    abstract: "Makes small programming and arithmetic tasks with tests, to train on and to measure with.",
    discussion: """
      The folder gets problems.jsonl (for grade and for rewards), sft-train.jsonl and sft-eval.jsonl (solved tasks), \
      rl-train.jsonl and rl-heldout.jsonl (prompts), and manifest.json. Held-out tasks are made of the same blocks, in \
      combinations that no other task has. The same seed gives the same files.

      Exit codes: 0 done; 2 bad usage, or the folder cannot be written.

      EXAMPLES
        klear-judge tasks --out out/tasks
        klear-judge tasks --out out/more --seed 7 --kind code --train 50000
      """)

  @Option(help: ArgumentHelp("The folder that the files go to.", valueName: "folder"))
  var out: String

  @Option(help: ArgumentHelp("All randomness follows from it.", valueName: "n"))
  var seed: UInt64 = 0

  @Option(help: "code: functions to write; math: word problems; all: four to one.")
  var kind: TaskKind = .all

  @Option(help: ArgumentHelp("Solved tasks in sft-train.jsonl.", valueName: "n"))
  var train = TaskSettings().train

  @Option(
    help: ArgumentHelp(
      "Share of its functions that are wrong in one place, so that rewards have something to teach.", valueName: "p"))
  var noise = TaskSettings().noise

  @Option(help: ArgumentHelp("Tasks in rl-train.jsonl.", valueName: "n"))
  var practice = TaskSettings().practice

  @Option(help: ArgumentHelp("Tasks in rl-heldout.jsonl.", valueName: "n"))
  var heldout = TaskSettings().heldout

  @Flag(help: "Replace files of an earlier set.")
  var force = false

  func validate() throws {
    for (name, value) in [("train", train), ("practice", practice), ("heldout", heldout)]
    where value < 1 || value > 1_000_000 {
      throw ValidationError("--\(name) is between 1 and 1000000, not \(value)")
    }
    if !(noise >= 0 && noise < 1) { throw ValidationError("--noise is between 0 and 1, not \(noise)") }
  }

  func run() throws {
    var settings = TaskSettings()
    settings.seed = seed
    settings.kind = kind
    settings.train = train
    settings.noise = noise
    settings.practice = practice
    settings.heldout = heldout
    do {
      let set = try TaskSet(settings)
      try write(set.files)
      StandardError.say(
        "\(out): \(set.train.count) solved tasks, \(set.practice.count) to practise on, \(set.heldout.count) held out")
    } catch let error as ExitStatus {
      throw error
    } catch let error as TaskError {
      StandardError.say("\(error)")
      throw ExitStatus.badInput
    } catch {
      StandardError.say("\(out): cannot be written: \(error.localizedDescription)")
      throw ExitStatus.badInput
    }
  }

  private func write(_ files: [TaskSet.File]) throws {
    let manager = FileManager.default
    if !force, let old = files.first(where: { manager.fileExists(atPath: "\(out)/\($0.name)") }) {
      StandardError.say("\(out)/\(old.name) is there already: pass --force to replace it, or name another folder")
      throw ExitStatus.badInput
    }
    try manager.createDirectory(atPath: out, withIntermediateDirectories: true)
    for file in files {
      try Data(file.text.utf8).write(to: URL(fileURLWithPath: "\(out)/\(file.name)"), options: .atomic)
    }
  }
}

extension TaskKind: ExpressibleByArgument {}
