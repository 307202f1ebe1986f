def rotate(values, k):
    cut = len(values) - k % max(1, len(values))
    return values[cut:] + values[:cut]
