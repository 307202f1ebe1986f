/// How an answer is announced in one language.
struct AnswerLanguage: Sendable {
  /// "answer", in lower case (both cases where a script other than Latin has them).
  var nouns: [String]
  /// "is": what stands between the noun and the value.
  var copulas: [String]
  /// "is not".
  var denials: [String] = []
  /// "but", which turns "not 5" to "but 7".
  var turns: [String] = []
  /// "final", beside the noun.
  var finals: [String] = []
  /// Other words that may stand behind the noun: "correcta".
  var adjectives: [String] = []
  /// What starts a phrase between noun and copula: "the answer *to* the question is".
  var prepositions: [String] = []
}

/// The languages in one table; where no language is named all are tried.
enum AnswerLanguages {
  static let all: [String: AnswerLanguage] = [
    "english": AnswerLanguage(
      nouns: [
        "answers", "answered", "answer", "ans", "correct option", "correct choice", "right option", "right choice",
      ],
      copulas: [
        "comes out to be", "comes out to", "turns out to be", "works out to be", "works out to", "would be", "will be",
        "must be", "should be", "could be", "might be", "may be", "is given by", "is equal to", "evaluates to",
        "equals", "becomes", "remains", "is", "are", "was", "->", "→", ":", "=",
      ],
      denials: [
        "is not", "isn't", "isn’t", "are not", "aren't", "was not", "wasn't", "cannot be", "can't be", "can’t be",
        "could not be", "couldn't be", "should not be", "shouldn't be", "must not be", "is never", "is definitely not",
        "is certainly not", "is clearly not", "is no longer", "can not be", "will not be", "won't be", "would not be",
      ],
      turns: ["but"], finals: ["final", "ultimate"], adjectives: ["here", "choice", "option", "letter"],
      prepositions: ["to", "for", "of", "in", "from", "that", "which", "we", "i", "after", "(", "with", "then"]),
    "chinese": AnswerLanguage(
      nouns: ["答案", "答", "故选", "应选", "选择", "选", "故選", "選擇"],
      copulas: ["应该是", "應該是", "可能是", "也许是", "应为", "就是", "等于", "选", "選", "是", "为", "為", "：", ":", "="],
      denials: ["不是", "并不是", "不为", "不等于", "并非"], turns: ["而是"], finals: ["最终", "最終", "最后", "最後"],
      prepositions: ["的"]),
    "french": AnswerLanguage(
      nouns: ["réponse", "Réponse", "RÉPONSE"], copulas: ["serait", "vaut", "est de", "est", "sont", ":", "="],
      denials: ["n'est pas", "n’est pas", "ne vaut pas"], turns: ["mais"], finals: ["finale", "définitive"],
      adjectives: ["finale", "correcte", "exacte", "définitive"], prepositions: ["à", "de", "du", "au", "pour"]),
    "german": AnswerLanguage(
      nouns: ["antwort"], copulas: ["lautet also", "lautet", "ist", "beträgt", ":", "="],
      denials: ["ist nicht", "lautet nicht"], turns: ["sondern"], finals: ["endgültige", "finale"],
      prepositions: ["auf", "zu", "der", "für", "des"]),
    "spanish": AnswerLanguage(
      nouns: ["respuesta"], copulas: ["sería", "es igual a", "es", "son", ":", "="], denials: ["no es"],
      turns: ["sino"], finals: ["final", "definitiva"], adjectives: ["final", "correcta", "definitiva", "correcto"],
      prepositions: ["a", "de", "del", "para", "al"]),
    "portuguese": AnswerLanguage(
      nouns: ["resposta"], copulas: ["é igual a", "será", "seria", "é", "são", ":", "="], denials: ["não é"],
      turns: ["mas"], finals: ["final"], adjectives: ["final", "correta", "certa"],
      prepositions: ["a", "à", "de", "da", "do", "para"]),
    "italian": AnswerLanguage(
      nouns: ["risposta"], copulas: ["è", "sarebbe", "sono", ":", "="], denials: ["non è"], turns: ["ma", "bensì"],
      finals: ["finale", "definitiva"], adjectives: ["finale", "corretta", "esatta", "giusta"],
      prepositions: ["a", "alla", "di", "del", "della", "al"]),
    "russian": AnswerLanguage(
      nouns: ["ответом", "Ответом", "ответ", "Ответ", "ОТВЕТ"],
      copulas: ["является", "равен", "будет", "это", "—", "–", "- ", ":", "="],
      denials: ["не является", "не равен", "— не", "не"], turns: ["а", "но"],
      finals: ["окончательный", "Окончательный", "итоговый"],
      prepositions: ["на", "к", "в"]),
    "japanese": AnswerLanguage(
      nouns: ["答え", "解答", "正解", "回答", "答"], copulas: ["は", "：", ":", "="], denials: ["ではなく", "ではない"],
      finals: ["最終的な", "最終"], prepositions: ["の"]),
    "korean": AnswerLanguage(
      nouns: ["정답", "답변", "답"], copulas: ["은", "는", "：", ":", "="], finals: ["최종", "최종적인"]),
    "arabic": AnswerLanguage(
      nouns: ["الجواب", "الإجابة", "الاجابة", "جواب", "إجابة"],
      copulas: ["هي", "هو", "تساوي", "يساوي", ":", "="], denials: ["ليست", "ليس"], turns: ["بل"],
      finals: ["النهائي", "النهائية"], adjectives: ["النهائي", "النهائية", "الصحيح", "الصحيحة"],
      prepositions: ["على", "عن", "ل"]),
    "hindi": AnswerLanguage(
      nouns: ["उत्तर", "जवाब"], copulas: ["है:", "है", ":", "="], denials: ["नहीं"], finals: ["अंतिम"]),
    "turkish": AnswerLanguage(
      nouns: ["cevabı", "cevap", "yanıtı", "yanıt"], copulas: ["şudur", "eşittir", "olarak", ":", "="],
      finals: ["nihai", "son"]),
    "vietnamese": AnswerLanguage(
      nouns: ["đáp án", "Đáp án", "đáp số", "Đáp số", "câu trả lời"], copulas: ["sẽ là", "là", "bằng", ":", "="],
      denials: ["không phải là", "không phải", "không là"], turns: ["mà là", "mà"], finals: ["cuối cùng"],
      adjectives: ["cuối cùng", "đúng", "cuối", "cùng"], prepositions: ["của", "cho"]),
    "polish": AnswerLanguage(
      nouns: ["odpowiedź", "odpowiedzią"], copulas: ["to", "jest", "brzmi", "wynosi", ":", "="],
      denials: ["to nie", "nie jest"], turns: ["ale", "lecz", "tylko"], finals: ["ostateczna", "końcowa"],
      adjectives: ["końcowa", "ostateczna"], prepositions: ["na", "do"]),
    "dutch": AnswerLanguage(
      nouns: ["antwoord"], copulas: ["luidt", "is gelijk aan", "is", "bedraagt", ":", "="], denials: ["is niet"],
      turns: ["maar"], finals: ["definitieve", "uiteindelijke"], prepositions: ["op", "van"]),
  ]
}

/// Words about answers that no language table needs to hold apart.
enum AnswerWords {
  /// Beside "answer": someone else's, or one that was given up.
  static func isForeign(_ word: WordKey) -> Bool { foreign.contains(word) }

  private static let foreign: WordSet = [
    "reference", "expected", "gold", "golden", "official", "target", "ground-truth", "truth", "wrong", "incorrect",
    "false", "previous", "initial", "earlier", "old", "tempting", "mistaken", "naive", "naïve", "key", "student's",
    "teacher's", "user's", "friend's", "someone's", "student’s", "teacher’s", "user’s", "référence", "erwartete",
  ]

  /// The same as one word of a script without blanks.
  static let foreignNouns = ["参考答案", "标准答案", "標準答案", "參考答案", "模範解答", "参考解答"].map { Array($0.utf8) }

  /// Before "the answer is": nothing is asserted.
  static let conditions: WordSet = [
    "if", "whether", "suppose", "supposing", "assume", "assuming", "unless", "imagine", "pretend", "si", "se", "wenn",
    "falls", "ob", "если", "als",
  ]

  /// Before "answer": a verb.
  static let verbs: WordSet = [
    "to", "we", "you", "can", "will", "must", "should", "please", "i", "let's", "cannot", "can't", "can’t", "couldn't",
    "not",
  ]

  /// Before the noun in a script without blanks: "I don't think that the answer".
  static let disbeliefs = ["不认为", "不認為", "不觉得", "不覺得", "不相信", "怀疑", "懷疑", "不以为"].map { Array($0.utf8) }

  /// Before "the answer": what follows tries it out.
  static let checks: WordSet = [
    "check", "checks", "checking", "verify", "verifies", "verifying", "verification", "test", "testing", "confirm",
    "confirms", "confirming", "validate", "validating", "substitute", "substituting", "plug", "plugging", "überprüfen",
    "prüfen", "vérifier", "vérifions", "verificar", "verifichiamo", "проверим", "проверка",
  ]

  /// Between "is" and the value.
  static let fillers: WordSet = [
    "therefore", "thus", "simply", "just", "exactly", "definitely", "indeed", "clearly", "probably", "likely",
    "certainly", "obviously", "actually", "still", "for", "sure", "equal", "to", "then", "now", "hence", "so", "the",
    "number", "value", "option", "choice", "letter", "only", "either", "also", "equals", "is", "be", "as", "follows",
    "given", "by", "of", "donc", "also", "por", "tanto", "lo", "quindi", "così", "portanto", "bien", "de", "的", "选项",
    "always", "precisely", "namely", "a", "an", "total", "und", "zwar", "out", "coming", "set", "interval", "pair",
    "ordered", "point", "minus", "negative", "fraction", "integer", "expression", "matrix", "vector", "ratio", "triple",
    "sum",
  ]

  static let approximations: WordSet = [
    "approximately", "about", "roughly", "approx", "around", "nearly", "almost", "environ", "ungefähr", "etwa",
    "aproximadamente", "circa", "约", "約", "大约", "примерно",
  ]

  /// What starts a tail that tells where the answer is rather than what.
  static let pointers: WordSet = [
    "in", "on", "below", "above", "shown", "found", "obtained", "boxed", "here", "there", "unknown", "correct",
    "incorrect", "right", "wrong", "not", "unclear", "given", "as", "what", "this", "that", "same", "different",
    "unique", "provided", "known", "enclosed", "written", "it", "hidden", "based",
  ]

  /// The response says that it has none.
  static let refusals = [
    "cannot solve", "can't solve", "can’t solve", "unable to solve", "unable to answer", "unable to determine",
    "unable to find", "unable to provide", "unable to complete", "not able to solve", "not able to answer",
    "i don't know", "i do not know", "i don’t know", "i cannot answer", "i can't answer", "i have no idea", "i give up",
    "i cannot provide", "i can't provide", "i cannot help", "i can't help", "i cannot determine", "i can't determine",
    "无法解", "无法回答", "不知道", "je ne sais pas", "no lo sé", "weiß nicht", "не знаю", "não sei", "non lo so",
  ].map { Array($0.utf8) }

  /// "Step 7": the number is a label.
  static let labels: WordSet = [
    "step", "steps", "part", "question", "problem", "example", "equation", "eq", "case", "figure", "fig", "theorem",
    "lemma", "section", "chapter", "page", "line", "note", "exercise", "method", "schritt", "étape", "paso", "passo",
    "шаг", "bước", "adım", "krok", "stap", "attempt", "version", "test", "task", "nearest",
  ]

  /// "2 decimal places": the number says how another one was rounded.
  static let precisions: WordSet = ["decimal", "decimals", "significant", "sf", "dp"]

  /// What closes a response: "I hope it is correct", "let me know if …". No value behind it is the answer.
  static let courtesies = [
    "i hope it is correct", "i hope this", "i hope that", "hope this helps", "hope that helps", "let me know",
    "feel free to", "if you have any", "if you have more", "if you need any", "if you need more", "if you need further",
    "if you'd like", "if you would like", "if you want me", "if you want to see", "happy to help", "would you like",
    "do you want me", "word count",
  ].map { Array($0.utf8) }
}
