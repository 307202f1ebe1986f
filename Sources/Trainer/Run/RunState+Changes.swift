internal import TrainingRuns

extension RunState {
  /// What differs from the run that wrote the state, since its bits will differ too; a sentence each.
  func warnings(rows: Int, setup: RunSetup, _ run: RunConfiguration) -> [String] {
    var warnings: [String] = []
    if self.rows != rows {
      warnings.append(
        "warning: data.train had \(self.rows) rows and has \(rows): their order is another one from here on")
    }
    if threads != setup.threads {
      warnings.append(
        "warning: the run used threads: \(threads) and goes on with threads: \(setup.threads): results are not the same to "
          + "the bit")
    }
    if kernels != setup.kernels {
      warnings.append(
        "warning: the run used \(kernels) kernels and goes on with \(setup.kernels): results are not the same to the bit"
      )
    }
    let before = Set(RunState.settings(configuration))
    let changed = RunState.settings(run.yaml).filter { !before.contains($0) }
    if !changed.isEmpty {
      warnings.append("warning: the configuration was changed since: \(changed.joined(separator: "; "))")
    }
    return warnings
  }

  /// The lines of a configuration, each with the sections above it: `sft.epochs: 1`.
  private static func settings(_ yaml: String) -> [String] {
    var sections: [(indentation: Int, name: Substring)] = []
    return yaml.split(separator: "\n").compactMap { line in
      let content = line.drop { $0 == " " }
      let indentation = line.count - content.count
      sections.removeAll { $0.indentation >= indentation }
      if content.hasSuffix(":") {
        sections.append((indentation, content.dropLast()))
        return nil
      }
      return (sections.map(\.name) + [content]).joined(separator: ".")
    }
  }
}
