def rotate(values, k):
    k %= max(1, len(values))
    return values[-k:] + values[:-k] if k else values
