def rotated(values, k):
    return values
