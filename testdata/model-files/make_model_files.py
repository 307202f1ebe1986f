"""Makes the files of this folder, from one seed: python3 make_model_files.py

Needs gguf, safetensors, torch and transformers (made with 0.19.0, 0.8.0, 2.15.0 and 5.24.0).
"""

import json
import math
import pathlib

import gguf
import numpy as np
import torch
import transformers
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).parent
RNG = np.random.default_rng(20261126)

# Where the halves of a block are, in bytes: they get finite values, everything else random bits.
HALVES = {
    "Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0], "Q2_K": [80, 82], "Q3_K": [108],
    "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208],
}


def random_bytes(kind: gguf.GGMLQuantizationType, rows: int, columns: int) -> np.ndarray:
    elements, size = gguf.GGML_QUANT_SIZES[kind]
    blocks = RNG.integers(0, 256, (rows * columns // elements, size), dtype=np.uint8)
    for at in HALVES.get(kind.name, []):
        halves = RNG.integers(0, 0x7C00, len(blocks), dtype=np.uint16) | RNG.integers(0, 2, len(blocks), dtype=np.uint16) << 15
        blocks[:, at : at + 2] = halves.view(np.uint8).reshape(-1, 2)
    if kind.name == "F16":
        blocks = (RNG.integers(0, 0x7C00, len(blocks), dtype=np.uint16)).view(np.uint8)
    if kind.name == "BF16":
        blocks = (RNG.integers(0, 0x7F80, len(blocks), dtype=np.uint16)).view(np.uint8)
    if kind.name == "F32":
        blocks = RNG.standard_normal(len(blocks)).astype(np.float32).view(np.uint8)
    if kind.name == "F64":
        blocks = RNG.standard_normal(len(blocks)).view(np.uint8)
    return blocks.reshape(rows, -1)


def quantised() -> None:
    """A tensor of every format that is decoded, one of a format that is not, and metadata of every type."""
    writer = gguf.GGUFWriter(HERE / "quantised.gguf", "llama")
    writer.add_uint8("test.uint8", 200)
    writer.add_int8("test.int8", -100)
    writer.add_uint16("test.uint16", 60_000)
    writer.add_int16("test.int16", -30_000)
    writer.add_uint32("test.uint32", 4_000_000_000)
    writer.add_int32("test.int32", -2_000_000_000)
    writer.add_uint64("test.uint64", 2**64 - 1)
    writer.add_int64("test.int64", -(2**63))
    writer.add_float32("test.float32", 0.5)
    writer.add_float64("test.float64", 0.1)
    writer.add_bool("test.bool", True)
    writer.add_string("test.string", "grüße 😀")
    writer.add_array("test.strings", ["a", "", "Ġthe"])
    writer.add_array("test.integers", [1, -2, 3])
    writer.add_array("test.numbers", [0.5, -1.5])
    writer.add_array("test.bools", [True, False])
    writer.add_array("test.nested", [[1, 2], [3]])
    expected = {}
    for name in ["F32", "F16", "BF16", "F64", *HALVES]:
        kind = gguf.GGMLQuantizationType[name]
        data = random_bytes(kind, 2, 256)
        if name == "F64":
            values = data.view(np.float64).reshape(2, 256)
            expected[name] = torch.from_numpy(values.copy())
            writer.add_tensor(name, values)
            continue
        values = gguf.quants.dequantize(data, kind)
        expected[name] = torch.from_numpy(values.reshape(2, 256).copy())
        writer.add_tensor(name, data, raw_shape=data.shape, raw_dtype=kind)
    data = random_bytes(gguf.GGMLQuantizationType.IQ4_NL, 1, 32)
    writer.add_tensor("IQ4_NL", data, raw_shape=data.shape, raw_dtype=gguf.GGMLQuantizationType.IQ4_NL)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    save_file(expected, HERE / "dequantised.safetensors", metadata={"format": "pt", "made_by": "gguf.quants.dequantize"})


def plain() -> None:
    """The four formats that are read, with values in the test, and formats that are not."""
    values = [0.0, -1.5, 65504.0, 2.0**-24, math.inf, 0.1]
    tensors = {
        "double": torch.tensor(values, dtype=torch.float64).reshape(2, 3),
        "single": torch.tensor(values, dtype=torch.float32).reshape(2, 3),
        "half": torch.tensor(values, dtype=torch.float16).reshape(2, 3),
        "brain": torch.tensor(values, dtype=torch.bfloat16).reshape(2, 3),
        "integers": torch.tensor([1, 2, 3]),
        "booleans": torch.tensor([True, False, True]),
        "eight": torch.tensor([1.0, 2.0]).to(torch.float8_e4m3fn),
        "number": torch.tensor(7.0),
        "empty": torch.zeros(0, 4),
    }
    save_file(tensors, HERE / "plain.safetensors", metadata={"format": "pt", "note": "grüße \"😀\""})


def permute(rows: np.ndarray, heads: int) -> np.ndarray:
    """The order of rows that llama.cpp's converter gives to Llama's queries and keys."""
    return rows.reshape(heads, 2, rows.shape[0] // heads // 2, *rows.shape[1:]).swapaxes(1, 2).reshape(rows.shape)


def to_gguf(model, config, name: str, factors: np.ndarray | None) -> None:
    kind = config.model_type
    writer = gguf.GGUFWriter(HERE / f"{name}.gguf", kind)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(config.rope_parameters["rope_theta"])
    if getattr(config, "head_dim", None):
        writer.add_key_length(config.head_dim)
        writer.add_value_length(config.head_dim)
    if kind != "qwen2":  # Older files lack it: it is the number of the embedding's rows.
        writer.add_vocab_size(config.vocab_size)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH[kind.upper()], config.num_hidden_layers)
    if factors is not None:
        writer.add_tensor("rope_freqs.weight", factors)
    for key, tensor in model.state_dict().items():
        if key == "lm_head.weight" and config.tie_word_embeddings:
            continue
        values = tensor.float().numpy()
        if kind == "llama" and "q_proj" in key:
            values = permute(values, config.num_attention_heads)
        if kind == "llama" and "k_proj" in key:
            values = permute(values, config.num_key_value_heads)
        # Vectors stay in 32 bits, as in all published files.
        values = values.astype(np.float16) if values.ndim == 2 else values.astype(np.float32)
        writer.add_tensor(names.get_name(key, try_suffixes=(".weight", ".bias")), values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def llama3_factors(config) -> np.ndarray:
    """As in convert_hf_to_gguf.py."""
    rope = config.rope_parameters
    dim, base, old = config.head_dim, rope["rope_theta"], rope["original_max_position_embeddings"]
    freqs = 1.0 / (base ** (torch.arange(0, dim, 2, dtype=torch.float32) / dim))
    factors = []
    for freq in freqs:
        wavelen = 2 * math.pi / freq
        if wavelen < old / rope["high_freq_factor"]:
            factors.append(1)
        elif wavelen > old / rope["low_freq_factor"]:
            factors.append(rope["factor"])
        else:
            smooth = (old / wavelen - rope["low_freq_factor"]) / (rope["high_freq_factor"] - rope["low_freq_factor"])
            factors.append(1 / ((1 - smooth) / rope["factor"] + smooth))
    return np.array([float(factor) for factor in factors], dtype=np.float32)


def models() -> None:
    """A small model of each family, as transformers saves it and as GGUF. Weights are exact in half precision."""
    common = dict(
        vocab_size=32, hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=131_072, bos_token_id=1, eos_token_id=2, pad_token_id=0)
    llama3 = dict(
        rope_type="llama3", rope_theta=500_000.0, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
        original_max_position_embeddings=8_192)
    cases = {
        "llama": (
            transformers.LlamaForCausalLM,
            transformers.LlamaConfig(
                **common, head_dim=16, attention_bias=True, mlp_bias=True, tie_word_embeddings=True, rms_norm_eps=1e-5,
                rope_parameters=llama3),
            "5GB"),
        "qwen2": (
            transformers.Qwen2ForCausalLM,
            transformers.Qwen2Config(
                **common, tie_word_embeddings=True, rope_parameters=dict(rope_type="default", rope_theta=1_000_000.0)),
            "6KB"),
        "qwen3": (
            transformers.Qwen3ForCausalLM,
            transformers.Qwen3Config(
                **common, head_dim=8, tie_word_embeddings=False,
                rope_parameters=dict(rope_type="default", rope_theta=1_000_000.0)),
            "5GB"),
    }
    torch.manual_seed(7)
    for name, (kind, config, shard) in cases.items():
        model = kind(config)
        for parameter in model.parameters():
            # Multiples of 1/64 below 2 fit in bfloat16 and in half precision.
            parameter.data = torch.randint(-127, 128, parameter.shape).float() / 64
        if config.tie_word_embeddings:
            model.tie_weights()
        model = model.to(torch.bfloat16)
        model.save_pretrained(HERE / name, max_shard_size=shard)
        (HERE / name / "generation_config.json").unlink(missing_ok=True)
        to_gguf(model, config, name, llama3_factors(config) if name == "llama" else None)


def configurations() -> None:
    """How transformers writes and reads both forms: the same model in the form of transformers 4."""
    for name in ["llama", "qwen2", "qwen3"]:
        path = HERE / name / "config.json"
        config = json.loads(path.read_text())
        rope = config.pop("rope_parameters")
        config["rope_theta"] = rope.pop("rope_theta")
        config["rope_scaling"] = rope if rope["rope_type"] != "default" else None
        config["torch_dtype"] = config.pop("dtype")
        config["transformers_version"] = "4.51.0"
        for key in ["layer_types", "max_window_layers"]:
            config.pop(key, None)
        (HERE / name / "config-4.json").write_text(json.dumps(config, indent=2) + "\n")


if __name__ == "__main__":
    quantised()
    plain()
    models()
    configurations()
