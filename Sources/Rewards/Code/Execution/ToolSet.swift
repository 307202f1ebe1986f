public import Sandbox

/// The languages of this machine: found once, before anything is judged.
public struct ToolSet: Sendable {
  public private(set) var languages: [String: ResolvedLanguage]
  /// Languages of the table that cannot be judged here, with the reason.
  public private(set) var missing: [String: MissingLanguage]
  /// Where compiled programs and prepared headers are kept; `nil`: in memory only, and no headers. Set before `roots`
  /// are taken, since compile runs see what is prepared through a root of their own.
  public var buildStore: BuildStore?

  /// Looks for every language of the table, or for some.
  public init(only ids: Set<String>? = nil, environment: [String: String]) {
    var found: [String: ResolvedLanguage] = [:]
    var missing: [String: MissingLanguage] = [:]
    for language in LanguageTable.all where ids?.contains(language.id) ?? true {
      do throws(MissingTool) {
        found[language.id] = try LanguageTools.resolve(language, environment: environment)
      } catch {
        missing[language.id] = .tool(error)
      }
    }
    if let scripted = try? LanguageTools.resolve(LanguageTable.scripted, environment: environment) {
      found[scripted.language.id] = scripted
    }
    languages = found
    self.missing = missing
  }

  /// Without those that cannot live in a sandbox of these layers: where no cgroup counts memory, the address space is
  /// limited in its place, and some runtimes reserve far more of it than they use.
  public func usable(with layers: [IsolationLayer]) -> ToolSet {
    guard !layers.contains(.memory) else { return self }
    var result = self
    for (id, resolved) in languages where resolved.language.reservesAddressSpace {
      result.languages[id] = nil
      result.missing[id] = .needsMemoryCgroup(language: id)
    }
    return result
  }

  /// One root for each set of folders that the languages need; most need the system's alone.
  public var roots: [RootImage] {
    var roots: [String: RootImage] = ["system": .system]
    for language in languages.values where !language.readPaths.isEmpty {
      let name = ToolSet.rootName(of: language)
      roots[name] = .system(named: name, readPaths: language.readPaths)
    }
    if let buildStore {
      for language in languages.values where ToolSet.usesPrepared(language) {
        let plain = roots[ToolSet.rootName(of: language)] ?? .system
        let name = ToolSet.compileRootName(of: language)
        roots[name] = RootImage(
          name: name,
          entries: plain.entries + [.host(path: SandboxPaths.prepared, source: buildStore.preparedFolder)])
      }
    }
    return roots.values.sorted { $0.name < $1.name }
  }

  /// The root of quick compilations: programs themselves never see what is prepared.
  static func compileRootName(of language: ResolvedLanguage) -> String { rootName(of: language) + "+prepared" }

  private static func usesPrepared(_ language: ResolvedLanguage) -> Bool {
    language.tools["g++"] != nil || language.language.id == "java"
  }

  static func rootName(of language: ResolvedLanguage) -> String {
    language.readPaths.isEmpty ? "system" : "system+" + language.readPaths.joined(separator: "+")
  }
}

/// Why a language cannot be judged on this machine.
public enum MissingLanguage: Error, Sendable, Hashable, CustomStringConvertible {
  case tool(MissingTool)
  case needsMemoryCgroup(language: String)

  public var description: String {
    switch self {
    case .tool(let tool): tool.description
    case .needsMemoryCgroup(let language):
      "\(language) reserves more address space than it uses, so it can be judged only where a memory cgroup counts: "
        + "klear-judge doctor says how to get one"
    }
  }
}

extension SeccompFamily {
  /// The sandbox's profile for this family.
  var profile: SeccompProfile.Name {
    switch self {
    case .native, .shell: .native
    case .python: .python
    case .jvm, .node, .go, .ruby: .managed
    case .compiler: .compiler
    }
  }
}
