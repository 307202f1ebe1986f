public import Foundation

/// What is wrong with the files of an experiment, and what to do.
public struct ExperimentError: Error, Sendable, Hashable, CustomStringConvertible {
  public var description: String

  public init(_ description: String) { self.description = description }
}

/// JSON as the experiment's files have it: keys with underscores, in order, so that two files can be compared.
public enum ExperimentJSON {
  public static func text(_ value: some Encodable, isPretty: Bool = true) throws -> Data {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting =
      isPretty ? [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes] : [.sortedKeys, .withoutEscapingSlashes]
    var data = try encoder.encode(value)
    data.append(0x0A)
    return data
  }

  public static func read<Value: Decodable>(_ data: Data, as type: Value.Type) throws -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: data)
  }
}

extension ClippingPlan {
  /// - Throws: ``ExperimentError`` with the file's name.
  public static func read(_ path: String) throws(ExperimentError) -> ClippingPlan {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ExperimentError("\(path): cannot be read")
    }
    do {
      let plan = try ExperimentJSON.read(data, as: ClippingPlan.self)
      try plan.check()
      return plan
    } catch let error as ExperimentError {
      throw ExperimentError("\(path): \(error.description)")
    } catch {
      throw ExperimentError("\(path): is no plan of this experiment: \(Self.words(error))")
    }
  }

  private static func words(_ error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, let context):
      (context.codingPath.map(\.stringValue) + [key.stringValue]).joined(separator: ".") + " is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
      DecodingError.dataCorrupted(let context):
      context.codingPath.map(\.stringValue).joined(separator: ".") + ": " + context.debugDescription
    default: "\(error)"
    }
  }

  /// Names lead somewhere, and nothing that is to be learned from is looked at twice.
  /// - Throws: ``ExperimentError``.
  public func check() throws(ExperimentError) {
    guard Set(cells.map(\.name)).count == cells.count else { throw ExperimentError("two cells have the same name") }
    for cell in cells {
      let name = cell.name
      guard !name.isEmpty, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-._".contains($0)) }),
        !name.hasPrefix(".")
      else { throw ExperimentError("cells: \"\(name)\" is no name for a folder") }
      guard parts.contains(where: { $0.name == cell.part }) else {
        throw ExperimentError("cells: \(name) is of a part, \(cell.part), that is not in parts")
      }
      guard settings.promptsPerStep.isMultiple(of: max(1, cell.miniBatchPrompts)), cell.epochs > 0 else {
        throw ExperimentError("cells: \(name): \(cell.miniBatchPrompts) prompts an update do not divide a step's")
      }
      guard (cell.rate == nil) != (cell.candidates == nil) else {
        throw ExperimentError("cells: \(name) needs either a rate or candidates to take one from")
      }
      for candidate in cell.candidates ?? [] {
        guard let found = self.cell(candidate), found.rate != nil else {
          throw ExperimentError("cells: \(name) takes its rate from \(candidate), which is not there or has none")
        }
        guard Set(found.seeds).isDisjoint(with: cell.seeds) else {
          throw ExperimentError("cells: \(name) is tuned on its own seeds, those of \(candidate)")
        }
      }
    }
    for name in controls.flatMap({ $0 }) + comparisons.flatMap({ [$0.cell, $0.baseline] }) where cell(name) == nil {
      throw ExperimentError("there is no cell \(name)")
    }
  }
}
