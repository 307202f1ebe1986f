"""Times training steps of a Llama in torch: forward, cross-entropy, backward, clipping to 1.0, AdamW.

Arguments: size (0.9M or 30M), threads, steps. Prints the seconds of each step, one a line, after steps to warm up.
"""

import os
import sys
import time

real_output = os.dup(1)
os.dup2(2, 1)

import torch  # noqa: E402
from transformers import LlamaConfig, LlamaForCausalLM  # noqa: E402

SIZES = {
    "0.9M": (dict(hidden_size=128, num_hidden_layers=4, intermediate_size=344, num_attention_heads=4,
                  num_key_value_heads=4, vocab_size=512), 16, 128, 3),
    "30M": (dict(hidden_size=512, num_hidden_layers=8, intermediate_size=1376, num_attention_heads=8,
                 num_key_value_heads=8, vocab_size=8192), 8, 256, 1),
}

shape, sequences, length, warm = SIZES[sys.argv[1]]
torch.set_num_threads(int(sys.argv[2]))
torch.manual_seed(0)
config = LlamaConfig(max_position_embeddings=1024, tie_word_embeddings=True, pad_token_id=0, bos_token_id=1,
                     eos_token_id=None, **shape)
model = LlamaForCausalLM(config).float()
model.train()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.1)
tokens = torch.randint(0, config.vocab_size, (sequences, length))


def step():
    logits = model(input_ids=tokens, use_cache=False).logits
    flat = logits[:, :-1].reshape(-1, config.vocab_size)
    torch.nn.functional.cross_entropy(flat, tokens[:, 1:].reshape(-1)).backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad()


for _ in range(warm):
    step()
for _ in range(int(sys.argv[3])):
    begin = time.perf_counter()
    step()
    os.write(real_output, f"{time.perf_counter() - begin}\n".encode())
