import Foundation

@main struct Ledger {
  static func main() {
    let text = String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
    let values = text.split(whereSeparator: \.isWhitespace).dropFirst().compactMap { Int($0) }
    print(values.reduce(0, +), values.max() ?? 0, separator: "\n")
  }
}
