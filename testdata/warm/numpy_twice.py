import math, numpy
import numpy as np

print(np is numpy, math.gcd(4, 6), numpy.gcd(4, 6))
print(sorted(name for name in dir() if not name.startswith("__")))
