/// Finds the tools of a language on this machine.
public enum LanguageTools {
  /// Looks for every tool of the language: its candidates in order, names along PATH. Runs no program but, for
  /// `python3` and `pypy3`, the interpreter for its version, since `-P` is new in 3.11.
  ///
  /// - Parameter environment: where PATH, HOME and RUSTUP_HOME are taken from.
  /// - Throws: `MissingTool`, which names the Debian package.
  public static func resolve(
    _ language: Language, environment: [String: String]
  ) throws(MissingTool) -> ResolvedLanguage {
    var tools: [String: String] = [:]
    for tool in language.tools {
      guard let path = find(tool, environment: environment) else {
        throw MissingTool(language: language.id, tool: tool.name, package: tool.package)
      }
      tools[tool.name] = path
    }
    var resolved = ResolvedLanguage(
      language: language, tools: tools, readPaths: [], identity: identity(tools), variables: [:], machineOptions: [])
    resolved.readPaths = tools.values.compactMap(toolFolder(outsideUsr:))
    addMachineSpecifics(to: &resolved)
    resolved.readPaths = Array(Set(resolved.readPaths)).sorted()
    return resolved
  }

  /// Every language of the table with its tools, or what is missing.
  public static func survey(
    environment: [String: String]
  ) -> [(language: Language, result: Result<ResolvedLanguage, MissingTool>)] {
    LanguageTable.all.map { language in
      (language, Result { () throws(MissingTool) in try resolve(language, environment: environment) })
    }
  }

  private static func find(_ tool: Tool, environment: [String: String]) -> String? {
    let path = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    let folders = path.split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
    for candidate in tool.candidates {
      let places = candidate.hasPrefix("/") ? [candidate] : folders.map { "\($0)/\(candidate)" }
      for place in places where FileFacts.isExecutable(place) {
        // A shim is a script that asks its manager at every start; the manager is not in the sandbox.
        if place.contains("/shims/") { continue }
        guard let real = FileFacts.realPath(place) else { continue }
        if let manager = VersionManager(proxy: real) {
          guard let path = manager.tool(candidate, environment: environment) else { continue }
          return path
        }
        if let path = FileFacts.realPathKeepingName(place) { return path }
      }
    }
    return nil
  }

  /// The folder to offer for a tool outside of what every sandbox has: the one above `bin`.
  private static func toolFolder(outsideUsr path: String) -> String? {
    for system in ["/usr/", "/bin/", "/lib/", "/lib64/", "/sbin/"] where path.hasPrefix(system) {
      // /usr/local belongs to /usr; links from there to /opt were resolved before.
      return nil
    }
    let parts = path.split(separator: "/").dropLast()
    let root = parts.last == "bin" ? parts.dropLast() : parts
    return root.isEmpty ? nil : "/" + root.joined(separator: "/")
  }

  private static func identity(_ tools: [String: String]) -> String {
    tools.sorted { $0.key < $1.key }.map { "\($0.key)=\(FileFacts.identity($0.value))" }.joined(separator: ";")
  }

  private static func addMachineSpecifics(to resolved: inout ResolvedLanguage) {
    switch resolved.language.id {
    case "python3", "pypy3":
      if let path = resolved.tools[resolved.language.id], ToolVersion.python(at: path) >= (3, 11) {
        resolved.machineOptions = ["-P"]
      }
    case "java", "kotlin":
      guard let java = resolved.tools["java"] else { return }
      let home = java.split(separator: "/").dropLast(2).joined(separator: "/")
      resolved.variables["java_home"] = "/" + home
      // Debian keeps the configuration of a JDK in /etc.
      if let file = FileFacts.realPath("/\(home)/conf/security/java.security"), file.hasPrefix("/etc/") {
        resolved.readPaths.append("/etc/" + file.dropFirst(5).prefix { $0 != "/" })
      }
      if let compiler = resolved.tools["kotlinc"] {
        let library = "/" + compiler.split(separator: "/").dropLast(2).joined(separator: "/") + "/lib"
        let jars = ["kotlin-stdlib", "kotlin-stdlib-jdk7", "kotlin-stdlib-jdk8"].map { "\(library)/\($0).jar" }
        resolved.variables["class_path"] = jars.filter(FileFacts.exists).map { ":\($0)" }.joined()
      }
    default:
      let isGNU = resolved.tools["gcc"] != nil || resolved.tools["g++"] != nil
      if isGNU, StaticLibraries.areUsable(cPlusPlus: resolved.tools["g++"] != nil) {
        resolved.machineOptions = ["-static"]
      }
    }
  }
}

/// A tool that a language needs and this machine lacks.
public struct MissingTool: Error, Hashable, CustomStringConvertible {
  public var language: String
  public var tool: String
  /// The Debian package that brings it.
  public var package: String

  public var description: String {
    if language == "swift" {
      return "swift needs swiftc, which is not in PATH: https://www.swift.org/install/linux"
    }
    return "\(language) needs \(tool), which is not installed: apt-get install \(package)"
  }
}
