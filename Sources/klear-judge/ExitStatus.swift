import Glibc

/// How the command ends. Where several hold, the one that comes first here.
enum ExitStatus: Int32, Error, Comparable {
  case interrupted = 130
  case badInput = 2
  case faultsRemained = 3
  case answerIsNo = 1
  case done = 0

  private var precedence: Int {
    switch self {
    case .interrupted: 4
    case .badInput: 3
    case .faultsRemained: 2
    case .answerIsNo: 1
    case .done: 0
    }
  }

  static func < (left: ExitStatus, right: ExitStatus) -> Bool { left.precedence < right.precedence }

  func end() -> Never { exit(rawValue) }
}

/// Messages for people.
enum StandardError {
  static func write(_ text: String) {
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(2, $0.baseAddress?.advanced(by: written), bytes.count - written) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      written += count
    }
  }

  static func say(_ text: String) { write("klear-judge: " + text + "\n") }

  static var isTerminal: Bool { isatty(2) == 1 }

  /// Columns of the terminal, 80 where nobody says.
  static var width: Int {
    var size = winsize()
    return ioctl(2, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }
}

/// The process environment as a dictionary.
enum ProcessEnvironment {
  static var variables: [String: String] {
    var result: [String: String] = [:]
    var entry = environ
    while let pointer = entry.pointee {
      let text = String(cString: pointer)
      if let equals = text.firstIndex(of: "=") {
        result[String(text[..<equals])] = String(text[text.index(after: equals)...])
      }
      entry += 1
    }
    return result
  }
}
