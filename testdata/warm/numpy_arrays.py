import sys
import numpy as np

rows = np.array([list(map(int, line.split())) for line in sys.stdin.readlines()[1:]])
print(rows.sum(), rows.mean(axis=0), rows.dtype)
print(np.arange(12).reshape(3, 4)[:, ::2])
print(np.random.RandomState(7).randint(0, 100, 5), np.random.default_rng(7).integers(0, 100, 5))
np.random.seed(3)
print(np.random.rand(2))
