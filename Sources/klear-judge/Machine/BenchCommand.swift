import ArgumentParser

struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Figures beside those of peers; not part of this version.")

  @Argument(help: "What to measure.")
  var part: [String] = []

  func run() async throws {
    StandardError.say("bench is not part of this version")
    throw ExitStatus.badInput
  }
}
