def later():
    import numpy

    return numpy.zeros(3)


if input() == "0":
    later()
print("without")
