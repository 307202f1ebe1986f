import Foundation
import Testing

/// What `doctor` says of training, which needs no sandbox.
@Suite struct DoctorTests {
  private struct Answer: Decodable {
    struct Training: Decodable, Equatable {
      var blas: String
      var blas_core: String
      var avx2: Bool
      var threads: Int
    }
    struct Layer: Decodable { var name: String }
    var layers: [Layer]
    var training: Training
    var error: String?
  }

  private func answer(environment: [String: String] = [:]) throws -> (Answer, status: Int32) {
    let result = try Command.run(["doctor", "--format", "json"], environment: environment)
    return (try JSONDecoder().decode(Answer.self, from: Data(result.output.utf8)), result.status)
  }

  @Test func productsThatTheUserChoseStay() throws {
    let (answer, _) = try answer(environment: ["OPENBLAS_CORETYPE": "Nehalem"])
    #expect(answer.training.blas_core.lowercased() == "nehalem")
  }

  @Test func bothFormsSayWhatTrainingRunsOn() throws {
    let training = try answer().0.training
    #expect(training.blas.wholeMatch(of: /OpenBLAS \d+(\.\d+)+\S*/) != nil, "\(training.blas)")
    #expect(!training.blas_core.isEmpty)
    #expect(training.threads == ProcessInfo.processInfo.activeProcessorCount)
    let processors = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
    #expect(training.avx2 == (processors.contains(" avx2 ") && processors.contains(" fma ")))
    let text = try Command.run(["doctor"])
    #expect(
      text.output.hasSuffix(
        """
        Training
          products      \(training.blas), for \(training.blas_core)
          kernels       \(training.avx2 ? "AVX2 with FMA" : "for any machine, since this CPU has no AVX2 with FMA")
          threads       \(training.threads)

        """))
  }

  @Test func withoutASandboxTooItSaysSo() throws {
    // A launcher that cannot be started.
    let none = ["KLEAR_LAUNCHER": "/nonexistent"]
    let (found, status) = try answer(environment: none)
    #expect(status == 2 && found.layers.isEmpty && found.error != nil)
    #expect(try found.training == answer().0.training)
    let text = try Command.run(["doctor"], environment: none)
    #expect(text.status == 2 && text.output.hasPrefix("Training\n  products "))
    #expect(text.errors.contains("no sandbox can be had on this machine"))
  }
}
