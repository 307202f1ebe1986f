def rotate(values, k):
    k %= len(values)
    return values[len(values) - k:] + values[:len(values) - k]
