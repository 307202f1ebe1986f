public import Sandbox

/// The languages of this machine: found once, before anything is judged.
public struct ToolSet: Sendable {
  public let languages: [String: ResolvedLanguage]
  /// Languages of the table whose tools are not installed.
  public let missing: [String: MissingTool]

  /// Looks for every language of the table, or for some.
  public init(only ids: Set<String>? = nil, environment: [String: String]) {
    var found: [String: ResolvedLanguage] = [:]
    var missing: [String: MissingTool] = [:]
    for language in LanguageTable.all where ids?.contains(language.id) ?? true {
      do throws(MissingTool) {
        found[language.id] = try LanguageTools.resolve(language, environment: environment)
      } catch {
        missing[language.id] = error
      }
    }
    if let scripted = try? LanguageTools.resolve(LanguageTable.scripted, environment: environment) {
      found[scripted.language.id] = scripted
    }
    languages = found
    self.missing = missing
  }

  /// One root for each set of folders that the languages need; most need the system's alone.
  public var roots: [RootImage] {
    var roots: [String: RootImage] = ["system": .system]
    for language in languages.values where !language.readPaths.isEmpty {
      let name = ToolSet.rootName(of: language)
      roots[name] = .system(named: name, readPaths: language.readPaths)
    }
    return roots.values.sorted { $0.name < $1.name }
  }

  static func rootName(of language: ResolvedLanguage) -> String {
    language.readPaths.isEmpty ? "system" : "system+" + language.readPaths.joined(separator: "+")
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
