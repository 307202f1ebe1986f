# A tuple is as good as a list, and what is printed does not count.
def rotate(values, k):
    print("rotating", len(values))
    if not values:
        return ()
    k %= len(values)
    return (*values[len(values) - k:], *values[:len(values) - k])
