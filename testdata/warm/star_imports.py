from math import *
from collections import *
from itertools import *
from functools import *
from heapq import *
from bisect import *
print(floor(pi), Counter("aab"), list(islice(count(), 3)), reduce(lambda a, b: a + b, [1, 2]), nsmallest(2, [3, 1, 2]), bisect([1, 2], 1))
