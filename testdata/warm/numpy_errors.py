import numpy

print(numpy.array([1.0, 0.0]) / 0)
numpy.linalg.inv(numpy.zeros((2, 2)))
