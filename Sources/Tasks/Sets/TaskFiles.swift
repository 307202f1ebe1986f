extension TaskSet {
  /// A file of the set.
  public struct File: Sendable {
    public let name: String
    public let text: String
  }

  /// All files: problems, rows for supervised and for reinforcement learning, and what there is to know about them.
  public var files: [File] {
    [
      File(name: "problems.jsonl", text: TaskSet.lines((practice + heldout).map(\.problemRow))),
      File(name: "sft-train.jsonl", text: TaskSet.lines(train.map(\.chatRow))),
      File(name: "sft-eval.jsonl", text: TaskSet.lines(eval.map(\.chatRow))),
      File(name: "rl-train.jsonl", text: TaskSet.lines(practice.map(\.practiceRow))),
      File(name: "rl-heldout.jsonl", text: TaskSet.lines(heldout.map(\.promptRow))),
      File(name: "manifest.json", text: manifest + "\n"),
    ]
  }

  private static func lines(_ rows: [String]) -> String { rows.map { $0 + "\n" }.joined() }

  /// Counts, the seed, the templates of each part, and how much the parts have in common.
  public var manifest: String {
    let learned = train + eval + practice
    func templates(_ part: Part) -> String {
      let names = Set((learned + heldout).filter { $0.part == part }.map(\.template)).sorted()
      return JSONText.list(names.map(JSONText.quoted))
    }
    let counts = [
      ("sft_train", train.count), ("sft_train_wrong", train.count { !$0.isRight }), ("sft_eval", eval.count),
      ("rl_train", practice.count),
      ("rl_heldout", heldout.count),
    ]
    let overlap = [
      ("words", WordNgrams.length), ("heldout_tasks", overlap(\.distinguishing)),
      ("heldout_whole_prompts", overlap(\.prompt)),
    ]
    let members = [
      ("seed", "\(settings.seed)"), ("kind", JSONText.quoted(settings.kind.rawValue)),
      ("counts", JSONText.object(counts.map { ($0, "\($1)") })),
      ("overlap", JSONText.object(overlap.map { ($0, "\($1)") })),
      ("templates", JSONText.object(Part.allCases.map { ($0.rawValue, templates($0)) })),
    ]
    return JSONText.object(members)
  }

  /// Held-out tasks that have a run of ``WordNgrams/length`` words in common with any other task.
  public func overlap(_ text: (Exercise) -> String) -> Int {
    let learned = (train + eval + practice).reduce(into: Set<UInt64>()) { $0.formUnion(WordNgrams.of(text($1))) }
    return heldout.count { !learned.isDisjoint(with: WordNgrams.of(text($0))) }
  }
}
