import ArgumentParser

struct TrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains a model, as a RUN.yaml says.",
    subcommands: [TrainSFTCommand.self, TrainRLCommand.self, TrainEvalCommand.self])
}
