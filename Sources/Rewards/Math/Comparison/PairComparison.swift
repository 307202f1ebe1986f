/// One pair of answers, from their texts to the decision.
struct PairComparison {
  let gold: PairText
  let prediction: PairText
  let settings: MathSettings
  let budget: WorkBudget

  func judgement() -> Judgement {
    let parsedGold: Expression
    do throws(SyntaxError) {
      parsedGold = try Grammar.parse(gold.text)
    } catch {
      return unreadableGold("\(error.message), at \(error.position)")
    }
    let parsedPrediction: Expression
    do throws(SyntaxError) {
      parsedPrediction = try Grammar.parse(prediction.text)
    } catch {
      return Judgement(
        correct: false, code: .predictionUnparseable, detail: "\(error.message), at \(error.position)")
    }
    return judgement(parsedGold, parsedPrediction)
  }

  /// A gold that cannot be read is no reason to refuse the same text.
  private func unreadableGold(_ detail: String) -> Judgement {
    Judgement(
      correct: gold.text == prediction.text && !gold.isBlank ? true : nil, code: .goldUnparseable, detail: detail)
  }

  private func judgement(_ goldExpression: Expression, _ predictionExpression: Expression) -> Judgement {
    let algebra = Algebra(budget: budget)
    let interpreter = Interpreter(algebra: algebra)
    let goldAnswer: Answer
    do throws(AlgebraError) {
      goldAnswer = try PairComparison.meaning(goldExpression, gold, interpreter)
    } catch {
      return unreadableGold(PairComparison.words(error))
    }
    let writer = FormWriter(algebra: algebra)
    var judgement = Judgement(correct: false, code: .different, goldForm: writer.text(goldAnswer))
    do throws(AlgebraError) {
      let predictionAnswer = try PairComparison.meaning(predictionExpression, prediction, interpreter)
      if goldAnswer == predictionAnswer {
        // The same, however large: no work is left to do.
        judgement.predictionForm = judgement.goldForm
        judgement.code = .structure
        judgement.correct = true
        return judgement
      }
      judgement.predictionForm = writer.text(predictionAnswer)
      let decision = try Decision(
        settings: settings, interpreter: interpreter, goldText: gold.text, predictionText: prediction.text,
        goldExpression: goldExpression, predictionExpression: predictionExpression
      )
      .decide(goldAnswer, predictionAnswer)
      switch decision {
      case .equal(.structure)?: judgement.code = .structure
      case .equal(.algebra)?: judgement.code = .algebra
      case .equal(.numeric)?: judgement.code = .numeric
      case .policy(let name)?: judgement.code = .policy(name)
      case nil: judgement.detail = "\(judgement.predictionForm ?? "") is not \(judgement.goldForm ?? "")"
      }
      judgement.correct = decision != nil
    } catch .budget {
      judgement.code = .budget
      judgement.detail = "the comparison would take more work than it may"
    } catch {
      judgement.code = .predictionUnparseable
      judgement.detail = PairComparison.words(error)
    }
    return judgement
  }

  /// What the text means; words between formulas make it a text as a whole.
  private static func meaning(
    _ expression: Expression, _ text: PairText, _ interpreter: Interpreter
  ) throws(AlgebraError) -> Answer {
    do throws(AlgebraError) {
      return try interpreter.answer(expression)
    } catch .unsupported(let what) {
      guard expression.contains({ $0.isWords }), let tokens = try? Lexer.tokens(of: text.text) else {
        throw .unsupported(what)
      }
      return .text(Grammar.text(of: tokens[...]))
    }
  }

  private static func words(_ error: AlgebraError) -> String {
    switch error {
    case .budget: "it would take more work than it may"
    case .undefined(let what): "\(what), which has no value"
    case .unsupported(let what): "\(what), which is no answer"
    }
  }
}
