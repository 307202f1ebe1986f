"""Times transformers' generate on a random Llama: prompts of 32 tokens, 128 new ones each, drawn at temperature 1.

Arguments: size (0.9M or 30M), threads, rollouts, rounds. Prints the seconds of each round, one a line, after one to warm up.
"""

import os
import sys
import time

real_output = os.dup(1)
os.dup2(2, 1)

import torch  # noqa: E402
from transformers import LlamaConfig, LlamaForCausalLM  # noqa: E402

SIZES = {
    "0.9M": dict(hidden_size=128, num_hidden_layers=4, intermediate_size=344, num_attention_heads=4,
                 num_key_value_heads=4, vocab_size=512),
    "30M": dict(hidden_size=512, num_hidden_layers=8, intermediate_size=1376, num_attention_heads=8,
                num_key_value_heads=8, vocab_size=8192),
}
PROMPT, NEW = 32, 128

rollouts, rounds = int(sys.argv[3]), int(sys.argv[4])
torch.set_num_threads(int(sys.argv[2]))
torch.manual_seed(0)
config = LlamaConfig(max_position_embeddings=1024, tie_word_embeddings=True, pad_token_id=0, bos_token_id=1,
                     eos_token_id=None, **SIZES[sys.argv[1]])
model = LlamaForCausalLM(config).float()
model.eval()
prompts = torch.randint(2, config.vocab_size, (rollouts, PROMPT))


def generate():
    with torch.inference_mode():
        found = model.generate(prompts, attention_mask=torch.ones_like(prompts), do_sample=True, temperature=1.0, top_k=0,
                               top_p=1.0, max_new_tokens=NEW, min_new_tokens=NEW, use_cache=True)
    assert found.shape == (rollouts, PROMPT + NEW)


generate()
for _ in range(rounds):
    begin = time.perf_counter()
    generate()
    os.write(real_output, f"{time.perf_counter() - begin}\n".encode())
