import Foundation
import Sandbox
import Testing

/// What the judge reads of what a run has left, and what it never does.
@Suite(.enabled(if: TestSandbox.has(.root), "the machine gives no root of its own"))
struct WorkDirectoryTests {
  private func leave(_ code: String, files: [RunSpecification.WorkFile] = []) async throws -> WorkDirectory {
    let specification = RunSpecification.python("import os\n" + code).with {
      $0.keepsWorkDirectory = true
      $0.files = files
    }
    let report = try await TestSandbox.everyLayer().run(specification)
    #expect(report.succeeded, "\(report.errorText)")
    return try #require(report.workDirectory)
  }

  @Test func whatAProgramWroteCanBeRead() async throws {
    let work = try await leave(
      """
      os.makedirs('classes/a/b')
      open('plain', 'w').write('plain')
      for name, text in (('classes/One', '1'), ('classes/a/Two', '22'), ('classes/a/b/Three', '')):
          open(name, 'w').write(text)
      os.chmod('classes/One', 0o755)
      """)
    #expect(work.contents(of: "plain", limit: 5) == Array("plain".utf8))
    #expect(work.contents(of: "plain", limit: 4) == nil)
    #expect(work.contents(of: "absent", limit: 4) == nil)
    #expect(
      try work.files(at: "classes", limitBytes: 3, limitCount: 3) == [
        BundleFile(path: "classes/One", mode: 0o755, contents: Array("1".utf8)),
        BundleFile(path: "classes/a/Two", mode: 0o644, contents: Array("22".utf8)),
        BundleFile(path: "classes/a/b/Three", mode: 0o644, contents: []),
      ])
    for (bytes, count) in [(2, 3), (3, 2)] {
      let error = #expect(throws: SandboxFault.self) {
        try work.files(at: "classes", limitBytes: bytes, limitCount: count)
      }
      #expect(error?.stage == .artifact)
    }
  }

  @Test func nothingLeadsOut() async throws {
    let work = try await leave(
      """
      os.symlink('/etc/passwd', 'absolute')
      os.symlink('../../etc/passwd', 'relative')
      os.symlink('real', 'near')
      os.symlink('.', 'folder')
      os.symlink('/proc/self/fd/0', 'magic')
      open('real', 'w').write('real')
      os.mkfifo('fifo')
      os.mkdir('real-folder')
      open('unreadable', 'w').write('x'); os.chmod('unreadable', 0)
      """)
    for path in [
      "absolute", "relative", "near", "folder/real", "magic", "fifo", "real-folder", "../work/real", "/etc/passwd",
      "/box/work/real", "..", "", ".",
    ] {
      #expect(work.contents(of: path, limit: 1 << 20) == nil, "\(path)")
      let error = #expect(throws: SandboxFault.self, "\(path)") {
        try path == "real-folder"
          ? work.files(at: "folder", limitBytes: 1, limitCount: 1)
          : work.files(at: path == "" || path == "." ? "absolute" : path, limitBytes: 1 << 20, limitCount: 100)
      }
      #expect(error?.stage == .artifact)
    }
    #expect(work.contents(of: "real", limit: 4) == Array("real".utf8))
  }

  /// A folder that holds a link, a pipe or a device is no artifact as a whole.
  @Test(arguments: ["os.symlink('/etc/passwd', 'out/link')", "os.mkfifo('out/fifo')"])
  func foldersWithAnythingElseAreRefused(code: String) async throws {
    let work = try await leave("os.mkdir('out'); open('out/file', 'w').write('x')\n" + code)
    let error = #expect(throws: SandboxFault.self) { try work.files(at: "out", limitBytes: 10, limitCount: 10) }
    #expect(error?.stage == .artifact)
  }

  @Test func deepAndManyFoldersAreRefused() async throws {
    let work = try await leave(
      """
      os.mkdir('deep'); top = os.open('deep', os.O_RDONLY)
      for level in range(3000):
          os.mkdir('d', dir_fd=top); below = os.open('d', os.O_RDONLY, dir_fd=top); os.close(top); top = below
      for number in range(300): os.makedirs(f'many/{number}')
      """)
    for folder in ["deep", "many"] {
      let error = #expect(throws: SandboxFault.self) { try work.files(at: folder, limitBytes: 1000, limitCount: 100) }
      #expect(error?.stage == .artifact)
    }
  }

  @Test func bundlesComeBackAsTheyWere() async throws {
    let files = [
      BundleFile(path: "a/b/run", mode: 0o755, contents: Array("#!/bin/sh\necho ran\n".utf8)),
      BundleFile(path: "data", mode: 0o600, contents: [0, 255, 10]),
    ]
    let bundle = RunSpecification.WorkFile(bundle: try SealedBytes(BundleFile.bundle(files)))
    let specification = try RunSpecification.shell("a/b/run; stat -c %a a/b/run data").with {
      $0.files = [bundle, RunSpecification.WorkFile(path: "empty/", contents: try SealedBytes.empty())]
      $0.keepsWorkDirectory = true
    }
    let report = try await TestSandbox.everyLayer().run(specification)
    #expect(report.end == .printed("ran\n755\n600\n"))
    #expect(report.workDirectory?.contents(of: "data", limit: 3) == [0, 255, 10])
  }

  @Test(arguments: ["/etc/kj", "../kj", "a/../../kj", "a/..", "..", ".."])
  func pathsOutOfTheWorkDirectoryAreAFault(path: String) async throws {
    let file = RunSpecification.WorkFile(path: path, contents: try SealedBytes("x"))
    let specification = RunSpecification.shell("true").with { $0.files = [file] }
    let fault = await faultOf { try await TestSandbox.everyLayer().run(specification) }
    #expect(fault?.stage.rawValue == "files")
  }
}
