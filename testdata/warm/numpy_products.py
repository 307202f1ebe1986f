from numpy import arange, float64
from numpy.linalg import inv

# Large enough for the threads of its library of products.
square = (arange(250000, dtype=float64).reshape(500, 500) % 17) / 8
print((square @ square).sum())
print(inv(arange(4.0).reshape(2, 2) + 1))
