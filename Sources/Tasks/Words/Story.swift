/// A step of a word problem.
enum StoryStep: String, Sendable, Hashable, CaseIterable {
  case gain, lose, times, share
}

/// Words for problems about one kind of thing. `{who}` is a name, `{k}` a number.
///
/// Sentences are short: nine words in a row must not be the same in tasks of different parts.
struct Story: Sendable {
  let name: String
  let things: [String]
  let begin: String
  let steps: [StoryStep: [String]]
  let question: String

  static let names = ["Ann", "Tom", "Mia", "Ben", "Eva", "Sam"]

  static let all: [Story] = [
    Story(
      name: "shop", things: ["apples", "eggs", "pens", "cups"], begin: "{who} has {k} {things}.",
      steps: [
        .gain: ["{who} buys {k} more.", "A friend brings {k} more."],
        .lose: ["{who} sells {k}.", "{k} get lost."],
        .times: ["Then the number doubles."],
        .share: ["Half of them break."],
      ], question: "How many {things} does {who} have now?"),
    Story(
      name: "game", things: ["points", "coins", "cards"], begin: "{who} starts a game with {k} {things}.",
      steps: [
        .gain: ["{who} wins {k} {things}.", "{who} gets {k} as a gift."],
        .lose: ["{who} loses {k} {things}.", "{who} pays {k}."],
        .times: ["A lucky draw doubles this."],
        .share: ["Then half is lost."],
      ], question: "How many {things} are left for {who}?"),
    Story(
      name: "bus", things: ["people", "children"], begin: "A bus leaves with {k} {things}.",
      steps: [
        .gain: ["{k} get on.", "At the school {k} join."],
        .lose: ["{k} get off.", "At the station {k} leave."],
        .times: ["At the market the number doubles."],
        .share: ["Then half get off."],
      ], question: "How many {things} are on the bus?"),
    Story(
      name: "garden", things: ["trees", "roses", "bushes"], begin: "There are {k} {things} in a garden.",
      steps: [
        .gain: ["{who} plants {k} more.", "In spring {k} are added."],
        .lose: ["{who} cuts down {k}.", "A storm takes {k}."],
        .times: ["In a year they double."],
        .share: ["Frost takes half."],
      ], question: "How many {things} are there now?"),
  ]
}
