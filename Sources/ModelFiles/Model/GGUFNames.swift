/// The names of tensors in GGUF files (`gguf/constants.py`) and those of Hugging Face, one to one.
enum GGUFNames {
  /// The factors of Llama 3.1's frequencies; no tensor of the model.
  static let ropeFactors = "rope_freqs.weight"

  private static let outside = [
    ("token_embd.weight", TensorNames.embedding),
    ("output_norm.weight", TensorNames.finalNorm),
    ("output.weight", TensorNames.output),
  ]

  private static let inLayer = [
    ("attn_norm", "input_layernorm"),
    ("attn_q", "self_attn.q_proj"),
    ("attn_k", "self_attn.k_proj"),
    ("attn_v", "self_attn.v_proj"),
    ("attn_output", "self_attn.o_proj"),
    ("attn_q_norm", "self_attn.q_norm"),
    ("attn_k_norm", "self_attn.k_norm"),
    ("ffn_norm", "post_attention_layernorm"),
    ("ffn_gate", "mlp.gate_proj"),
    ("ffn_up", "mlp.up_proj"),
    ("ffn_down", "mlp.down_proj"),
  ]

  private static let toHuggingFaceOutside = Dictionary(uniqueKeysWithValues: outside)
  private static let toHuggingFaceInLayer = Dictionary(uniqueKeysWithValues: inLayer)
  private static let toGGUFOutside = Dictionary(uniqueKeysWithValues: outside.map { ($0.1, $0.0) })
  private static let toGGUFInLayer = Dictionary(uniqueKeysWithValues: inLayer.map { ($0.1, $0.0) })

  /// `model.layers.3.self_attn.q_proj.weight` of `blk.3.attn_q.weight`; nil of what has no counterpart.
  static func huggingFace(_ name: String) -> String? {
    if let known = toHuggingFaceOutside[name] { return known }
    return renamed(name, from: "blk.", to: "model.layers.", by: toHuggingFaceInLayer)
  }

  /// `blk.3.attn_q.weight` of `model.layers.3.self_attn.q_proj.weight`; nil of what has no counterpart.
  static func gguf(_ name: String) -> String? {
    if let known = toGGUFOutside[name] { return known }
    return renamed(name, from: "model.layers.", to: "blk.", by: toGGUFInLayer)
  }

  private static func renamed(_ name: String, from: String, to: String, by table: [String: String]) -> String? {
    guard name.hasPrefix(from) else { return nil }
    let parts = name.dropFirst(from.count).split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    // The number must be spelt in the one way in which it is written back.
    guard parts.count == 2, let layer = Int(parts[0]), layer >= 0, String(layer) == parts[0] else { return nil }
    for ending in [".weight", ".bias"] where parts[1].hasSuffix(ending) {
      return table[String(parts[1].dropLast(ending.count))].map { "\(to)\(layer).\($0)\(ending)" }
    }
    return nil
  }
}

/// The order of the rows of Llama's query and key projections in GGUF files.
///
/// llama.cpp rotates neighbouring dimensions of a head, Hugging Face's Llama the dimensions i and i + d/2. The converter
/// to GGUF therefore interleaves the two halves of each head's rows (`permute` in `convert_hf_to_gguf.py`); biases too.
/// Qwen's rows stay as they are, since llama.cpp rotates that family as Hugging Face does.
enum RotaryRowOrder {
  /// Rows (2i + j) of each head, j = 0, 1, go back to (j · d/2 + i), in place.
  static func undo(_ rows: UnsafeMutableRawBufferPointer, headDimension: Int, rowBytes: Int) {
    reorder(rows, headDimension: headDimension, rowBytes: rowBytes) { half, index, part in
      (from: 2 * index + part, to: part * half + index)
    }
  }

  /// The opposite of `undo`.
  static func apply(_ rows: UnsafeMutableRawBufferPointer, headDimension: Int, rowBytes: Int) {
    reorder(rows, headDimension: headDimension, rowBytes: rowBytes) { half, index, part in
      (from: part * half + index, to: 2 * index + part)
    }
  }

  private static func reorder(
    _ rows: UnsafeMutableRawBufferPointer, headDimension: Int, rowBytes: Int,
    _ move: (_ half: Int, _ index: Int, _ part: Int) -> (from: Int, to: Int)
  ) {
    let headBytes = headDimension * rowBytes
    guard headBytes > 0 else { return }
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: headBytes, alignment: 16)
    defer { copy.deallocate() }
    for start in stride(from: 0, to: rows.count - headBytes + 1, by: headBytes) {
      copy.copyMemory(from: UnsafeRawBufferPointer(rebasing: rows[start..<start + headBytes]))
      for index in 0..<headDimension / 2 {
        for part in 0..<2 {
          let (from, to) = move(headDimension / 2, index, part)
          let target = start + to * rowBytes
          UnsafeMutableRawBufferPointer(rebasing: rows[target..<target + rowBytes])
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: copy[from * rowBytes..<(from + 1) * rowBytes]))
        }
      }
    }
  }
}
