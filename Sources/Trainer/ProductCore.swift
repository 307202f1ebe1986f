internal import CKernels

/// The kind of CPU for which OpenBLAS chooses its products. It knows CPUs by their model number: on one newer than itself
/// it takes those for Prescott, of 2004, which are several times slower. `OPENBLAS_CORETYPE` says better, but is read when
/// the library is loaded (OpenBLAS's README, "Setting the CPU type").
public enum ProductCore {
  public static let variable = "OPENBLAS_CORETYPE"

  /// What the variable has to say so that products use what this CPU has; nil where OpenBLAS chose well, or the user did.
  public static var better: String? {
    better(
      than: TrainerMachine.current.blasCore, hasAVX2: klear_kernels_have_avx2(), hasAVX512: klear_kernels_have_avx512())
  }

  static func better(than chosen: String, hasAVX2: Bool, hasAVX512: Bool) -> String? {
    guard hasAVX2, withoutAVX2.contains(chosen.lowercased()) else { return nil }
    return hasAVX512 ? "SkylakeX" : "Haswell"
  }

  /// The x86-64 cores of OpenBLAS's DYNAMIC_ARCH that came before AVX2.
  private static let withoutAVX2: Set<String> = [
    "katmai", "coppermine", "northwood", "prescott", "banias", "core2", "penryn", "dunnington", "atom", "nano",
    "nehalem", "sandybridge", "athlon", "opteron", "opteron_sse3", "barcelona", "bobcat", "bulldozer", "piledriver",
    "steamroller",
  ]
}
