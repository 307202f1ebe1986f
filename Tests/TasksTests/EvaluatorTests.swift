import Foundation
import Processes
import Testing

@testable import Tasks

/// What the evaluator says against what Python says.
@Suite struct EvaluatorTests {
  private static let python = "/usr/bin/python3"
  private static let hasPython = FileManager.default.isExecutableFile(atPath: python)

  /// Runs each program on its arguments; a line of JSON for each program.
  private static let driver = """
    import json, sys
    for line in sys.stdin:
        row = json.loads(line)
        names = {}
        exec(row["program"], names)
        print(json.dumps([names["f"](a) for a in row["arguments"]]))
    """

  private func results(_ rows: [(program: String, arguments: [Value])]) throws -> [String] {
    let lines = rows.map {
      JSONText.object([
        ("program", JSONText.quoted($0.program)), ("arguments", JSONText.list($0.arguments.map(\.json))),
      ])
    }
    let ended = try FinishedProcess(
      running: Self.python, ["-c", Self.driver], input: Array(lines.joined(separator: "\n").utf8))
    #expect(ended.status == 0)
    return String(decoding: ended.output, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test(.enabled(if: hasPython, "no /usr/bin/python3: references were not compared with it"))
  func solutionsPassTheirTests() throws {
    let set = try Samples.set.get()
    let tasks = (set.practice + set.heldout).filter { !$0.tests.isEmpty }
    let results = try results(tasks.map { ($0.program, $0.tests.map(\.argument)) })
    #expect(results.count == tasks.count)
    for (task, result) in zip(tasks, results) {
      #expect(result == JSONText.list(task.tests.map(\.result.json)), "\(task.prompt) \(task.program)")
    }
  }

  /// Every block at each of its constants' ends, on every source and kind that it takes.
  @Test(.enabled(if: hasPython, "no /usr/bin/python3: blocks were not compared with it"))
  func everyBlockIsWhatPythonDoes() throws {
    var compositions: [Composition] = []
    for source in Source.all {
      for slot in Slot.allCases {
        for block in slot.blocks {
          for template in Self.plainTemplates(source).compactMap({ $0.replacing(slot, with: block) }) {
            for constant in [block.constants?.lowerBound ?? 0, block.constants?.upperBound ?? 0] {
              var constants = [0, 0, 0, 0]
              constants[slot.rawValue] = constant
              compositions.append(Composition(template, constants: constants))
            }
          }
        }
      }
    }
    #expect(compositions.count > 300)
    let rows = compositions.enumerated().map { index, composition in
      var random = CounterRandomForTests(UInt64(index))
      return (program: composition.python, arguments: random.arguments(composition))
    }
    let results = try results(rows)
    #expect(results.count == rows.count)
    for ((composition, row), result) in zip(zip(compositions, rows), results) {
      #expect(result == JSONText.list(row.arguments.map { composition.value(of: $0).json }), "\(row.program)")
    }
  }

  /// Only a fold, of each kind.
  private static func plainTemplates(_ source: Source) -> [Template] {
    FoldBlocks.all.compactMap { fold in
      guard ["list", "sum", "count", "joined"].contains(fold.name) else { return nil }
      return Template(
        source: source, blocks: [FilterBlocks.all[0], MapBlocks.all[0], fold, PostBlocks.all[0]])
    }
  }

  @Test func divisionRoundsDown() {
    #expect(Floor.quotient(-7, 2) == -4)
    #expect(Floor.quotient(7, 2) == 3)
    #expect(Floor.remainder(-7, 3) == 2)
    #expect(Floor.remainder(-6, 3) == 0)
  }

  @Test func valuesAreJSON() {
    #expect(Value.list([.number(-1), .text("a\"\n")]).json == #"[-1, "a\"\n"]"#)
  }
}
