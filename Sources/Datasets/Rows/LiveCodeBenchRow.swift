import Rewards
import Text

/// The largest decompressed value of a row: many times what LiveCodeBench's largest private tests take.
let maximumDecompressedBytes = 512 << 20

/// A LiveCodeBench row: the public tests, then the private ones; 6 s and 1,024 MB a test, checker `lcb`.
func liveCodeBenchProblem(_ row: JSONValue) throws -> Problem {
  let idField = try row.member("question_id") ?? row.required("question_id")
  var tests = try LiveCodeBenchTests(testList(row.required("public_test_cases")))
  if let field = try row.member("private_test_cases") { try tests.append(privateTests(field)) }
  let name = try functionName(row)
  // Very old rows have no testtype: the function's name decides.
  let isCall = tests.isFunctional ?? (name != nil)
  if isCall, name == nil {
    throw row.error(.missingField, "`metadata.func_name` is missing, but the tests call a function")
  }
  return Problem(
    id: try idField.identifier(), kind: isCall ? .call : .stdio, functionName: isCall ? name : nil,
    timeLimitSeconds: RowLimits.benchmarkTimeSeconds, memoryLimitBytes: RowLimits.benchmarkMemoryBytes,
    checker: .lcb, tests: tests.cases, title: try row.member("question_title")?.string(),
    statement: try row.member("question_content")?.string(), source: try row.member("platform")?.string())
}

/// Tests of one row, which must be all of one kind.
private struct LiveCodeBenchTests {
  var cases: [TestCase] = []
  var isFunctional: Bool?

  init(_ list: JSONValue?) throws { try append(list) }

  mutating func append(_ list: JSONValue?) throws {
    guard let list else { return }
    for test in try list.elements() {
      if let typeField = try test.member("testtype") {
        let type = try typeField.string()
        guard type == "functional" || type == "stdin" else {
          throw typeField.error(.invalidValue, "unknown test type \"\(type)\": expected stdin or functional")
        }
        let functional = type == "functional"
        if let isFunctional, isFunctional != functional {
          throw typeField.error(.unsupported, "stdin and functional tests in one row cannot be judged together")
        }
        isFunctional = functional
      }
      cases.append(
        TestCase(
          input: .bytes(try test.required("input").utf8()), output: .bytes(try test.required("output").utf8())))
    }
  }
}

/// `metadata` is an object, written as a string in the published rows.
private func functionName(_ row: JSONValue) throws -> String? {
  guard let field = try row.member("metadata") else { return nil }
  guard field.isString else { return try field.member("func_name")?.identifier() }
  let text = try field.utf8()
  if text.isEmpty { return nil }
  return try nested(text, in: field).root.member("func_name")?.identifier()
}

/// A list of tests, itself or as a JSON string; `nil` for an empty string.
private func testList(_ field: JSONValue) throws -> JSONValue? {
  guard field.isString else { return field }
  let text = try field.utf8()
  return text.isEmpty ? nil : try nested(text, in: field).root
}

/// As above, or base64 of zlib of a pickled JSON string.
private func privateTests(_ field: JSONValue) throws -> JSONValue? {
  guard field.isString else { return field }
  let text = try field.utf8()
  guard let first = text.first(where: { $0 != 0x20 && $0 != 0x0A && $0 != 0x09 && $0 != 0x0D }) else { return nil }
  if first == UInt8(ascii: "[") { return try nested(text, in: field).root }
  guard let compressed = decodeBase64(text) else {
    throw field.error(.invalidValue, "is neither a JSON list nor Base64")
  }
  let pickled: [UInt8]
  do {
    pickled = try inflateZlib(compressed, limit: maximumDecompressedBytes)
  } catch .damaged {
    throw field.error(.corrupt, "the Base64 does not hold zlib data, or it is cut off: fetch the row again")
  } catch .tooLarge {
    throw field.error(.tooLarge, "expands to more than \(maximumDecompressedBytes >> 20) MB")
  }
  do {
    return try nested(Array(Pickle.string(pickled)), in: field).root
  } catch let failure as Pickle.Failure {
    throw field.error(.unsupported, "the pickle \(failure.message); it is decoded, never executed")
  }
}

/// A JSON text that is the value of a field. Python wrote it, so NaN and Infinity may stand in it.
func nested(_ text: [UInt8], in field: JSONValue) throws -> JSONDocument {
  if let bad = text.withUnsafeBytes(firstInvalidUTF8) {
    throw field.error(.invalidUTF8, "byte \(bad + 1) of the decoded text is not UTF-8")
  }
  let origin = JSONDocument.Origin(file: field.document.origin.file, line: field.line, field: field.path)
  return try JSONDocument(text, origin: origin, allowNonFinite: true)
}
