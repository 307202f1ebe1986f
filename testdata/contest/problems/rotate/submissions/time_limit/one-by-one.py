def rotate(values, k):
    for _ in range(k):
        values[:] = values[-1:] + values[:-1]
    return values
