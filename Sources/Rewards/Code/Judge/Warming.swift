import Sandbox

extension CodeJudge {
  /// Brings the files of languages into the page cache, outside of any accounting: otherwise the first program of each
  /// would be charged with the memory and time of loading its interpreter.
  public func warm(_ languages: Set<String>) async throws {
    for id in languages.sorted() {
      guard let resolved = tools.languages[id] else { continue }
      for tool in resolved.language.tools {
        guard let path = resolved.tools[tool.name] else { continue }
        let limits = Limits(cpu: .seconds(20), memoryBytes: 4 << 30, processes: 256, openFiles: 1024)
        let specification = RunSpecification(
          arguments: [path] + tool.versionArguments,
          environment: resolved.runEnvironment(memoryBytes: 256 << 20).map { "\($0.key)=\($0.value)" }.sorted(),
          root: ToolSet.rootName(of: resolved), profile: resolved.language.seccompFamily.profile, limits: limits,
          unaccounted: true)
        _ = await runner.result(of: specification)
      }
    }
  }
}
