extension ModelConfiguration {
  /// The base of the frequencies and their scaling, from either form.
  ///
  /// transformers 4 has `rope_theta` and `rope_scaling` (null without scaling), transformers 5 one object
  /// `rope_parameters`. Where both are there, transformers 5 prefers a `rope_scaling` that is not null or empty, and a
  /// theta within the object to one outside; so does this.
  static func rope(
    _ json: ConfigurationJSON, maxPositions: Int
  ) throws(ModelFileError) -> (theta: Double, scaling: RopeScaling) {
    let outerTheta = try json.double("rope_theta") ?? 10_000
    var parameters = try json.nested("rope_scaling")
    if parameters?.object.keys.isEmpty ?? true { parameters = try json.nested("rope_parameters") }
    guard let parameters else { return (outerTheta, .none) }
    for key in parameters.object.keys where parameters.object[key]?.object != nil {
      throw ModelFileError(
        .unsupported, path: json.path, at: .key(parameters.prefix + key), "is an object",
        advice: "supported is one rotation for all layers")
    }
    if let factor = try parameters.double("partial_rotary_factor"), factor != 1 {
      throw parameters.wrong("partial_rotary_factor", "supported is 1", code: .unsupported)
    }
    let theta = try parameters.double("rope_theta") ?? outerTheta
    return (theta, try scaling(parameters, maxPositions: maxPositions))
  }

  private static func scaling(
    _ parameters: ConfigurationJSON, maxPositions: Int
  ) throws(ModelFileError) -> RopeScaling {
    let typeKey = parameters.object.present("rope_type") != nil ? "rope_type" : "type"
    switch try parameters.string(typeKey) ?? "default" {
    case "default": return .none
    case "linear":
      let factor = try parameters.requiredDouble("factor")
      guard factor > 0 else { throw parameters.wrong("factor", "it should be positive") }
      return .linear(factor: factor)
    case "llama3":
      let factor = try parameters.requiredDouble("factor")
      let low = try parameters.requiredDouble("low_freq_factor")
      let high = try parameters.requiredDouble("high_freq_factor")
      let original = try parameters.integer("original_max_position_embeddings") ?? maxPositions
      guard factor > 0 else { throw parameters.wrong("factor", "it should be positive") }
      guard low > 0 else { throw parameters.wrong("low_freq_factor", "it should be positive") }
      guard high > low else { throw parameters.wrong("high_freq_factor", "it should be above low_freq_factor") }
      guard original > 0 else { throw parameters.wrong("original_max_position_embeddings", "it should be positive") }
      return .llama3(
        factor: factor, lowFrequencyFactor: low, highFrequencyFactor: high, originalMaxPositions: original)
    default: throw parameters.wrong(typeKey, "supported are default, linear and llama3", code: .unsupported)
    }
  }
}

extension RopeScaling {
  /// The numbers by which the frequencies `theta^(-2i/headDimension)`, i = 0, 1, … are divided; nil without scaling.
  ///
  /// Of Llama 3.1, as `_compute_llama3_parameters` of transformers and the converter of llama.cpp have it.
  public func frequencyDivisors(headDimension: Int, theta: Double) -> [Double]? {
    switch self {
    case .none: return nil
    case .linear(let factor): return Array(repeating: factor, count: headDimension / 2)
    case .factors(let factors): return factors
    case .llama3(let factor, let low, let high, let originalMaxPositions):
      let original = Double(originalMaxPositions)
      return (0..<headDimension / 2).map { index in
        let wavelength = 2 * Double.pi * Self.power(theta, Double(2 * index) / Double(headDimension))
        if wavelength < original / high { return 1 }
        if wavelength > original / low { return factor }
        let smooth = (original / wavelength - low) / (high - low)
        return 1 / ((1 - smooth) / factor + smooth)
      }
    }
  }

  /// The Llama 3.1 scaling that makes these divisors, or the divisors themselves where none of the known does.
  ///
  /// GGUF files keep only the result. All models with this scaling were published with the factors 1 and 4 and with an
  /// original length that is a power of two; those that fit to 1 part in 10,000 are taken.
  static func recognised(divisors: [Double], theta: Double) -> RopeScaling {
    if divisors.allSatisfy({ $0 == 1 }) { return .none }
    guard let factor = divisors.max() else { return .none }
    for exponent in 9...20 {
      let candidate = RopeScaling.llama3(
        factor: factor, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalMaxPositions: 1 << exponent)
      let made = candidate.frequencyDivisors(headDimension: divisors.count * 2, theta: theta) ?? []
      if zip(made, divisors).allSatisfy({ abs($0 - $1) <= 1e-4 * abs($1) }) { return candidate }
    }
    return .factors(divisors)
  }
}
