def rotate(values, k):
    return reversed(values)
