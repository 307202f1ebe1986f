def rotate(values, k):
    k %= max(1, len(values))
    return [str(v) for v in values[len(values) - k:] + values[:len(values) - k]]
