// swift-tools-version: 6.1
import PackageDescription

/// Every Swift target is built the same way: Swift 6 mode, explicit existentials, imports that do not leak.
let swiftSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let cSettings: [CSetting] = [
  .unsafeFlags(["-std=gnu11", "-Wall", "-Wextra", "-Werror=implicit-function-declaration", "-fno-strict-aliasing"])
]

/// NaN and infinities have to stay what they are, since the trainer's guards look for them: no fast-math.
let kernelSettings: [CSetting] = [
  .unsafeFlags(["-std=gnu11", "-Wall", "-Wextra", "-O3", "-fno-math-errno", "-fno-trapping-math"])
]

/// The Python side of call and assert problems, compiled into the library.
let harness = [
  "kj_build", "kj_load", "kj_frames", "kj_call", "kj_results", "kj_lcb", "kj_wire", "kj_values", "kj_proxy",
  "kj_program", "kj_test", "kj_warm",
]

let package = Package(
  name: "klear-judge",
  products: [
    .executable(name: "klear-judge", targets: ["klear-judge"]),
    .executable(name: "klear-launcher", targets: ["klear-launcher"]),
    .library(name: "Sandbox", targets: ["Sandbox"]),
    .library(name: "Rewards", targets: ["Rewards"]),
    .library(name: "Datasets", targets: ["Datasets"]),
    .library(name: "Ledger", targets: ["Ledger"]),
    .library(name: "RewardServer", targets: ["RewardServer"]),
    .library(name: "Audit", targets: ["Audit"]),
    .library(name: "Trainer", targets: ["Trainer"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
    .package(url: "https://github.com/apple/swift-crypto", "3.0.0"..<"5.0.0"),
    .package(url: "https://github.com/attaswift/BigInt", from: "6.0.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    // What its interface speaks of.
    .package(url: "https://github.com/apple/swift-http-types", from: "1.0.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.6.0"),
  ],
  targets: [
    // C: what happens between clone and exec, and the few calls Swift's Glibc module lacks.
    .target(name: "CSandbox", cSettings: cSettings),
    .executableTarget(
      name: "klear-launcher", dependencies: ["CSandbox"], cSettings: cSettings,
      linkerSettings: [.unsafeFlags(["-static-executable"])]),
    .target(name: "CBench", cSettings: cSettings),
    .target(name: "CProcesses", cSettings: cSettings),
    .systemLibrary(name: "CSeccomp", pkgConfig: "libseccomp", providers: [.apt(["libseccomp-dev"])]),
    .systemLibrary(name: "CCompression", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev", "zlib1g-dev"])]),

    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    // C: vectorised loops of the trainer, optimised in debug builds too.
    .target(name: "CKernels", cSettings: kernelSettings),

    .target(
      name: "Sandbox", dependencies: ["CSandbox", "CSeccomp", "klear-launcher"], swiftSettings: swiftSettings),
    .target(
      name: "Rewards", dependencies: ["Sandbox", "BigInt", .product(name: "Crypto", package: "swift-crypto")],
      resources: harness.map { .embedInCode("Code/Harness/Python/" + $0 + ".py") }, swiftSettings: swiftSettings),
    // What reports, readers and runs need to show and check text.
    .target(name: "Text", swiftSettings: swiftSettings),
    // Programs started plainly, outside any sandbox.
    .target(name: "Processes", dependencies: ["CProcesses"], swiftSettings: swiftSettings),
    .target(
      name: "Datasets", dependencies: ["Rewards", "CCompression", "Processes", "Text", "Yams"],
      swiftSettings: swiftSettings),
    .target(
      name: "Reports", dependencies: ["Rewards", "Text"], resources: [.embedInCode("Page")],
      swiftSettings: swiftSettings),
    // Verdicts on disk: what was judged, with what, and to what end.
    .target(
      name: "Ledger",
      dependencies: ["Rewards", .product(name: "GRDB", package: "GRDB.swift")], swiftSettings: swiftSettings),
    // HTTP over the judge.
    .target(
      name: "RewardServer",
      dependencies: [
        "Datasets", "Ledger", "Rewards", "Sandbox", "Text", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"), .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      resources: [.embedInCode("Page")], swiftSettings: swiftSettings),
    // What is wrong with a dataset, and the dataset without it.
    .target(
      name: "Audit",
      dependencies: [
        "Datasets", "Reports", "Rewards", "Sandbox", "Text", "Yams",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      resources: [.embedInCode("Page")], swiftSettings: swiftSettings),
    .target(name: "ModelFiles", swiftSettings: swiftSettings),
    .target(name: "Tokenizers", swiftSettings: swiftSettings),
    .target(name: "TrainingRuns", dependencies: ["Text", "Yams"], swiftSettings: swiftSettings),
    .target(name: "Tasks", dependencies: ["TrainingRuns"], swiftSettings: swiftSettings),
    .target(
      name: "Trainer", dependencies: ["CKernels", "COpenBLAS", "ModelFiles", "Tokenizers", "TrainingRuns"],
      swiftSettings: swiftSettings),
    // Experiments: plans, statistics and reports of many runs.
    .target(name: "Experiments", dependencies: ["Text", "TrainingRuns"], swiftSettings: swiftSettings),
    .executableTarget(
      name: "klear-judge",
      dependencies: [
        "CBench", "Experiments", "Sandbox", "Rewards", "Datasets", "Reports", "Ledger", "RewardServer", "ModelFiles",
        "Tokenizers", "TrainingRuns", "Trainer", "Tasks", "Text", "Yams", "Audit", "Processes",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      resources: [
        "lcb_peer.py", "math_peer.py", "train_peer.py", "sampling_peer.py", "math_pairs.jsonl", "audit_peer.py",
        "audit_questions.jsonl",
      ].map { .embedInCode("Bench/" + $0) },
      swiftSettings: swiftSettings),

    // The launcher once more, with faults that tests plant.
    .executableTarget(
      name: "klear-launcher-faults", dependencies: ["CSandbox"], path: "Tests/FaultyLauncher", cSettings: cSettings,
      linkerSettings: [.unsafeFlags(["-static-executable"])]),
    .testTarget(
      name: "SandboxTests", dependencies: ["Sandbox", "Processes", "klear-launcher-faults"],
      swiftSettings: swiftSettings),
    .testTarget(name: "RewardsTests", dependencies: ["Rewards", "Sandbox"], swiftSettings: swiftSettings),
    .testTarget(name: "ProcessesTests", dependencies: ["Processes"], swiftSettings: swiftSettings),
    .testTarget(name: "TextTests", dependencies: ["Text"], swiftSettings: swiftSettings),
    .testTarget(name: "DatasetsTests", dependencies: ["Datasets", "Rewards"], swiftSettings: swiftSettings),
    .testTarget(
      name: "ReportsTests", dependencies: ["Reports", "Processes", "Rewards", "Text"], swiftSettings: swiftSettings),
    .testTarget(name: "ModelFilesTests", dependencies: ["ModelFiles"], swiftSettings: swiftSettings),
    .testTarget(
      name: "TasksTests", dependencies: ["Tasks", "Datasets", "Processes", "Rewards", "TrainingRuns"],
      swiftSettings: swiftSettings),
    .testTarget(name: "TokenizersTests", dependencies: ["Tokenizers"], swiftSettings: swiftSettings),
    .testTarget(
      name: "TrainingRunsTests", dependencies: ["TrainingRuns", "Processes"], swiftSettings: swiftSettings),
    .testTarget(
      name: "ExperimentsTests", dependencies: ["Experiments", "TrainingRuns"], swiftSettings: swiftSettings),
    .testTarget(
      name: "TrainerTests", dependencies: ["Trainer", "ModelFiles", "Processes", "Tokenizers", "TrainingRuns"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "klear-judge", "Datasets", "Experiments", "Processes", "Rewards", "Sandbox", "Trainer", "TrainingRuns",
      ],
      exclude: ["Snapshots", "README.md"], swiftSettings: swiftSettings),
    .testTarget(name: "LedgerTests", dependencies: ["Ledger", "Rewards"], swiftSettings: swiftSettings),
    .testTarget(
      name: "RewardServerTests", dependencies: ["RewardServer", "Ledger", "Rewards", "Sandbox"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "AuditTests", dependencies: ["Audit", "Datasets", "Rewards", "Sandbox"], swiftSettings: swiftSettings),
    .testTarget(name: "TidyTests", dependencies: ["klear-launcher"], swiftSettings: swiftSettings),
  ]
)
