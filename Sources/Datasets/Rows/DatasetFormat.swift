/// The shapes of problem rows that are read.
public enum DatasetFormat: String, Sendable, Hashable, CaseIterable {
  /// This judge's own rows.
  case native
  /// LiveCodeBench's code generation rows.
  case lcb
  /// verl and Klear rows: `data_source`, `prompt`, `reward_model.ground_truth`.
  case verl
  case humaneval
  /// The full and the sanitized form.
  case mbpp

  /// The name on the command line, with the other names that people use: `livecodebench`, `klear`.
  public init?(name: String) {
    switch name.lowercased() {
    case "livecodebench": self = .lcb
    case "klear": self = .verl
    case let other:
      guard let format = DatasetFormat(rawValue: other) else { return nil }
      self = format
    }
  }

  var displayName: String {
    switch self {
    case .native: "a native problem"
    case .lcb: "a LiveCodeBench"
    case .verl: "a verl/Klear"
    case .humaneval: "a HumanEval"
    case .mbpp: "an MBPP"
    }
  }
}

/// What a row looks like by its keys: only to give advice, never to choose a reader silently.
package enum RowShape: Hashable {
  case problem(DatasetFormat)
  case submission
  case mathPair

  package init?(_ row: JSONValue) {
    if row.has("gold"), row.has("prediction") {
      self = .mathPair
    } else if row.has("problem_id"), row.has("source_code") || row.has("response") || row.has("answer") {
      self = .submission
    } else if row.has("question_id"), row.has("code_list") {
      self = .submission
    } else if row.has("public_test_cases") || row.has("private_test_cases") {
      self = .problem(.lcb)
    } else if row.has("reward_model") {
      self = .problem(.verl)
    } else if row.has("task_id"), row.has("entry_point"), row.has("test") {
      self = .problem(.humaneval)
    } else if row.has("task_id"), row.has("test_list") {
      self = .problem(.mbpp)
    } else if row.has("task_id"), row.has("completion") || row.has("solution") {
      self = .submission
    } else if row.has("kind"), row.has("tests") || row.has("test_code") || row.has("gold") {
      self = .problem(.native)
    } else {
      return nil
    }
  }

  /// What to do about a row of this shape where problems were expected.
  var adviceForProblems: String {
    switch self {
    case .problem(.native): "this looks like a native problem row: pass --problems FILE without --format"
    case .problem(let format): "this looks like \(format.displayName) row: pass --format \(format.rawValue)"
    case .submission: "this looks like a submission row: pass the file as --submissions"
    case .mathPair: "this looks like a math pair: use klear-judge math --pairs"
    }
  }

  /// What to do about a row of this shape where submissions were expected.
  var adviceForSubmissions: String {
    switch self {
    case .problem: "this looks like a problem row: pass the file as --problems or --dataset"
    case .submission: "this looks like a submission row"
    case .mathPair: adviceForProblems
    }
  }
}
