/// Whether `-static` works here.
enum StaticLibraries {
  /// Needs the C library's archive, and a glibc (2.34) whose threads live in it: before, static programs with
  /// threads crashed, and libpthread.a was more than the empty archive it is now.
  static func areUsable(cPlusPlus: Bool) -> Bool {
    let folders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"]
    guard let folder = folders.first(where: { FileFacts.exists("\($0)/libc.a") }) else { return false }
    guard let threads = FileFacts.byteCount("\(folder)/libpthread.a"), threads < 4096 else { return false }
    return !cPlusPlus || hasStandardLibrary()
  }

  /// libstdc++.a lies beside GCC's own files: /usr/lib/gcc/TARGET/VERSION.
  private static func hasStandardLibrary() -> Bool {
    ["/usr/lib/gcc", "/usr/lib64/gcc"].contains { root in
      FileFacts.entries(of: root).contains { target in
        FileFacts.entries(of: "\(root)/\(target)").contains { version in
          FileFacts.exists("\(root)/\(target)/\(version)/libstdc++.a")
        }
      }
    }
  }
}
