/// The version that every result carries, so that two scores can be compared.
public enum JudgeVersion {
  public static let current = "0.1.0"
}
