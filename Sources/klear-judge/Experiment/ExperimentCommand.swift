import ArgumentParser

struct ExperimentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "experiment",
    abstract: "Experiments of many runs, planned first, with seeds and intervals.",
    subcommands: [ClippingCommand.self])
}
