import Synchronization
import Testing

@testable import Rewards

@Suite struct MathBatchTests {
  private func pair(_ number: Int) -> MathPair {
    MathPair(id: "\(number)", gold: GoldAnswer("1"), prediction: PredictedAnswer(number.isMultiple(of: 2) ? "1" : "2"))
  }

  /// Numbers of chunks that do and do not fill the window, and remainders of a chunk.
  @Test(arguments: [0, 1, 63, 64, 65, 1_000], [1, 2, 7]) func everyPairOnceInOrder(count: Int, jobs: Int) async {
    var given = 0
    var handed: [String] = []
    await MathBatch(jobs: jobs).judge(
      next: {
        guard given < count else { return .end }
        defer { given += 1 }
        return .item(pair(given))
      }, pair: { $0 }
    ) { pair, judgement in
      #expect(judgement.correct == pair.id.last.map { "02468".contains($0) })
      handed.append(pair.id)
      return true
    }
    #expect(handed == (0..<count).map(String.init))
  }

  /// What was given before a pause is handed out before more is asked for: a pipe is answered pair by pair.
  @Test func nothingWaitsBehindAPause() async {
    var given = 0
    var paused = false
    var handed = 0
    await MathBatch(jobs: 3).judge(
      next: {
        guard given < 10 else { return .end }
        if !paused {
          paused = true
          return .pause
        }
        #expect(handed == given)
        paused = false
        defer { given += 1 }
        return .item(pair(given))
      }, pair: { $0 }
    ) { _, _ in
      handed += 1
      return true
    }
    #expect(handed == 10)
  }

  /// No more than the window is read ahead of what is handed out.
  @Test func theWindowIsBounded() async {
    let jobs = 2
    var given = 0
    var handed = 0
    await MathBatch(jobs: jobs).judge(
      next: {
        guard given < 5_000 else { return .end }
        #expect(given - handed <= jobs * 2 * MathBatch.chunkPairs)
        defer { given += 1 }
        return .item(pair(given))
      }, pair: { $0 }
    ) { _, _ in
      handed += 1
      return true
    }
    #expect(handed == 5_000)
  }

  @Test func falseEndsIt() async {
    var given = 0
    var handed = 0
    await MathBatch(jobs: 2).judge(
      next: {
        defer { given += 1 }
        return .item(pair(given))
      }, pair: { $0 }
    ) { _, _ in
      handed += 1
      return handed < 100
    }
    #expect(handed == 100)
  }

  /// Stopped at any moment, what was handed out is a beginning of the input without gaps.
  @Test(arguments: [0, 1, 50, 200]) func stoppedInTheMiddle(after count: Int) async {
    let isStopped = Atomic<Bool>(false)
    var given = 0
    var handed: [String] = []
    await MathBatch(jobs: 2).judge(
      next: {
        if given == count { isStopped.store(true, ordering: .relaxed) }
        defer { given += 1 }
        return .item(pair(given))
      }, pair: { $0 }, isStopped: { isStopped.load(ordering: .relaxed) }
    ) { pair, _ in
      handed.append(pair.id)
      return true
    }
    #expect(handed == (0..<handed.count).map(String.init))
    #expect(handed.count <= given)
  }
}

@Suite struct MathPairRowTests {
  @Test func rows() {
    var judgement = Judgement(correct: true, code: .policy("unit_left_out"), detail: "cm", goldForm: "1 cm")
    #expect(judgement.codeText == "policy:unit_left_out")
    #expect(
      judgement.rowText(id: "a")
        == #"{"id":"a","correct":true,"reason":"policy:unit_left_out: cm","gold_form":"1 cm","prediction_form":null}"#)
    #expect(judgement.rowText(expected: false).hasSuffix(#""expected":false,"met":false}"#))
    judgement.correct = nil
    #expect(judgement.rowText(expected: false).hasSuffix(#""expected":false,"met":null}"#))
    #expect(judgement.rowText().hasPrefix(#"{"correct":null,"reason""#))
  }
}
