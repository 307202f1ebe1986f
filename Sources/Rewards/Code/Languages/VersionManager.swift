/// Managers of toolchains put proxies in PATH, which read settings in a home directory before they start the real
/// tool. The sandbox has no such home, so it gets the real tool of the chosen toolchain.
enum VersionManager {
  case rustup
  case swiftly

  /// The manager whose proxy this file is; `nil` for a real tool.
  init?(proxy path: String) {
    switch path.split(separator: "/").last {
    case "rustup": self = .rustup
    case "swiftly": self = .swiftly
    default: return nil
    }
  }

  /// The tool in the toolchain that the manager's settings choose, else in a stable or any toolchain.
  func tool(_ name: String, environment: [String: String]) -> String? {
    guard let root = root(environment) else { return nil }
    let toolchains = FileFacts.entries(of: "\(root)/toolchains")
    let wanted = chosen(root, environment)
    // Settings may abbreviate: `stable` for `stable-x86_64-unknown-linux-gnu`.
    let match = wanted.flatMap { wanted in
      toolchains.first { $0 == wanted } ?? toolchains.first { $0.hasPrefix("\(wanted)-") }
    }
    guard let toolchain = match ?? toolchains.first(where: { $0.hasPrefix("stable") }) ?? toolchains.last else {
      return nil
    }
    let folder = self == .swiftly ? "usr/bin" : "bin"
    let path = "\(root)/toolchains/\(toolchain)/\(folder)/\(name)"
    return FileFacts.isExecutable(path) ? FileFacts.realPathKeepingName(path) : nil
  }

  private func root(_ environment: [String: String]) -> String? {
    switch self {
    case .rustup: environment["RUSTUP_HOME"] ?? environment["HOME"].map { "\($0)/.rustup" }
    case .swiftly: environment["SWIFTLY_HOME_DIR"] ?? environment["HOME"].map { "\($0)/.local/share/swiftly" }
    }
  }

  private func chosen(_ root: String, _ environment: [String: String]) -> String? {
    switch self {
    case .rustup:
      environment["RUSTUP_TOOLCHAIN"]
        ?? Self.value(after: "default_toolchain", in: FileFacts.text("\(root)/settings.toml") ?? "")
    case .swiftly: Self.value(after: "\"inUse\"", in: FileFacts.text("\(root)/config.json") ?? "")
    }
  }

  /// The quoted value on the first line that starts with `key`.
  static func value(after key: String, in settings: String) -> String? {
    for line in settings.split(whereSeparator: \.isNewline) {
      let text = line.drop { $0 == " " || $0 == "\t" }
      guard text.hasPrefix(key) else { continue }
      let parts = text.dropFirst(key.count).split(separator: "\"", omittingEmptySubsequences: false)
      if parts.count >= 3 { return String(parts[1]) }
    }
    return nil
  }
}
