/// All checks. A new one is a file of its own and a line here.
public enum Checks {
  static let row: [any RowCheck.Type] = [
    EmptyPromptCheck.self, EncodingCheck.self, URLCheck.self, ImageCheck.self,
    GoldUnparseableCheck.self, GoldNotAnswerCheck.self, GoldSeveralCheck.self, GoldAgainstSolutionCheck.self,
    GoldGuessableCheck.self, GoldUnitCheck.self, GoldAgainstMajorityCheck.self,
    TestsFewCheck.self, TestsDuplicateCheck.self, TestsConflictCheck.self, TestsUnreachableCheck.self,
    FunctionNameCheck.self, InputLargeCheck.self, TrivialPassesCheck.self,
    MathRolloutCheck.self,
  ]

  static let judged: [any JudgedCheck.Type] = [
    ReferenceCheck.self, NondeterministicCheck.self, TrivialProgramCheck.self, WeakTestsCheck.self, LimitCheck.self,
    CodeRolloutCheck.self,
  ]

  /// Descriptions by id; some checks make findings of several ids.
  public static let all: [CheckDescription] = {
    let single = row.map { $0.about } + judged.map { $0.about }
    return [SchemaCheck.about, DuplicateIDCheck.about] + ExactDuplicateCheck.descriptions
      + [NearDuplicateCheck.about, ContaminationCheck.about, LanguageCheck.about, LengthCheck.about] + single
      + ReferenceCheck.more + LimitCheck.more + Rollouts.more + [TestsNoneCheck.about]
  }()

  static func description(_ id: String) -> CheckDescription {
    byID[id] ?? CheckDescription(id: id, severity: .warning, cost: .text, summary: "", advice: "")
  }

  private static let byID = Dictionary(all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
}
