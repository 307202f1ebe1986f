import Rewards

/// Opens the folder of compiled programs, as `--build-cache` says.
enum BuildStoreOpening {
  /// - Parameter choice: a folder, `off`, or `nil` for the usual folder.
  /// - Throws: `ExitStatus.badInput` after saying why a folder that was asked for cannot be used. The usual one is a help,
  ///   not a need: a home that cannot be written is named and gone without.
  static func open(_ choice: String?, limitBytes: Int) throws -> BuildStore? {
    if choice == "off" { return nil }
    let usual = BuildStore.defaultFolder(environment: ProcessEnvironment.variables)
    do throws(BuildStoreError) {
      return try BuildStore(folder: choice ?? usual, limitBytes: limitBytes)
    } catch {
      StandardError.say("\(error)")
      if choice != nil { throw ExitStatus.badInput }
      return nil
    }
  }
}
