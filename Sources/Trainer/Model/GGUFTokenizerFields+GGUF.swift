internal import ModelFiles
internal import Tokenizers

extension GGUFTokenizerFields {
  /// The tokenizer's part of a GGUF file's metadata.
  init(_ file: GGUF) throws(ModelFileError) {
    self.init(
      model: try file.required("tokenizer.ggml.model", file.string),
      pre: try file.string("tokenizer.ggml.pre"),
      tokens: try file.required("tokenizer.ggml.tokens", file.strings),
      tokenTypes: (try file.integers("tokenizer.ggml.token_type") ?? []).map { Int32(clamping: $0) },
      merges: try file.required("tokenizer.ggml.merges", file.strings),
      bosID: try file.integer("tokenizer.ggml.bos_token_id"), eosID: try file.integer("tokenizer.ggml.eos_token_id"),
      eotID: try file.integer("tokenizer.ggml.eot_token_id"),
      padID: try file.integer("tokenizer.ggml.padding_token_id"),
      addBOS: try file.boolean("tokenizer.ggml.add_bos_token"),
      chatTemplate: try file.string("tokenizer.chat_template"))
  }
}
