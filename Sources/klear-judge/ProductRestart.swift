import Glibc
import Trainer

/// Starts this process once more, with the products of its CPU, where OpenBLAS has mistaken it: the choice can be made
/// before the library is loaded only. What the user has set stays.
enum ProductRestart {
  /// The commands that multiply matrices, or say with what.
  private static let commands: Set<String> = ["train", "model", "experiment", "bench", "doctor"]

  /// Returns where nothing is to be done, or cannot be.
  static func ifNeeded() {
    guard CommandLine.arguments.dropFirst().first.map(commands.contains) == true,
      ProcessEnvironment.variables[ProductCore.variable] == nil, let core = ProductCore.better
    else { return }
    // By its own path, not the link's, which would name the process `exe`.
    guard let path = realpath("/proc/self/exe", nil) else { return }
    defer { free(path) }
    setenv(ProductCore.variable, core, 1)
    execv(path, CommandLine.unsafeArgv)
  }
}
