import Testing

@testable import Trainer

/// What OpenBLAS is told where it takes a CPU for one of before its time.
@Suite struct ProductCoreTests {
  @Test(
    arguments: [
      ("Prescott", true, true, "SkylakeX"),
      ("Prescott", true, false, "Haswell"),
      ("Sandybridge", true, false, "Haswell"),
      ("Piledriver", true, false, "Haswell"),
      // The CPU has no more.
      ("Prescott", false, false, nil),
      ("Nehalem", false, false, nil),
      // It chose what the CPU has, or what we know nothing of.
      ("Haswell", true, true, nil),
      ("SkylakeX", true, true, nil),
      ("Zen", true, false, nil),
      ("Cooperlake", true, true, nil),
      ("SapphireRapids", true, true, nil),
      ("a core to come", true, true, nil),
    ] as [(String, Bool, Bool, String?)])
  func coreTable(chosen: String, hasAVX2: Bool, hasAVX512: Bool, better: String?) {
    #expect(ProductCore.better(than: chosen, hasAVX2: hasAVX2, hasAVX512: hasAVX512) == better)
  }
}
