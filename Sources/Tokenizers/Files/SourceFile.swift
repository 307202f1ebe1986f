import Foundation

/// A file's name and contents.
struct SourceFile: Sendable {
  var name: String
  var bytes: [UInt8]
}

enum FileAccess {
  /// The bytes of a file in a folder; `nil` if there is none.
  ///
  /// - Throws: ``TokenizerError`` `.file` if it cannot be read, `.tooLarge` if it is over the limit.
  static func readIfPresent(_ name: String, in folder: String) throws(TokenizerError) -> [UInt8]? {
    let path = folder + "/" + name
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    do {
      let attributes = try FileManager.default.attributesOfItem(
        atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
      if let size = attributes[.size] as? NSNumber, size.intValue > Limits.fileBytes {
        throw TokenizerError(
          .tooLarge, file: path, "has \(size.intValue) bytes; the limit is \(Limits.fileBytes)")
      }
      return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch let error as TokenizerError {
      throw error
    } catch {
      throw failure(path, "cannot be read", error)
    }
  }

  /// Writes files into a folder, made if needed. Each appears whole or not at all.
  static func write(_ files: [SourceFile], to folder: String) throws(TokenizerError) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw failure(folder, "cannot be made", error)
    }
    for file in files {
      let path = folder + "/" + file.name
      do {
        try Data(file.bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
      } catch {
        throw failure(path, "cannot be written", error)
      }
    }
  }

  /// Foundation's error in our words.
  private static func failure(_ path: String, _ action: String, _ error: any Error) -> TokenizerError {
    let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error
    let number = (cause as? POSIXError ?? error as? POSIXError)?.code.rawValue
    let isFull = (error as? CocoaError)?.code == .fileWriteOutOfSpace
    return TokenizerError(
      .file, file: path, "\(action): \(error.localizedDescription)", errorNumber: number ?? (isFull ? ENOSPC : nil))
  }
}
