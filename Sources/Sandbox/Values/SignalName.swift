import CSandbox

/// Names of signals as people know them.
public enum SignalName {
  /// `SIGSEGV` for 11; `signal 40` for those without a name.
  public static func name(of number: Int) -> String {
    guard let name = csandbox_signal_name(Int32(truncatingIfNeeded: number)) else { return "signal \(number)" }
    return "SIG" + String(cString: name)
  }
}
