def check(candidate):
    pairs = [("a", 1), ("b", 0)]
    try:
        candidate(pairs)
    except ValueError:
        pass
    else:
        assert False, "a count of 0 was taken"
    assert pairs == [("a", 1), ("b", 0)]


check(decode)
