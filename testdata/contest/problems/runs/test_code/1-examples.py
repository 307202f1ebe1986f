assert encode("aaab") == [("a", 3), ("b", 1)]
assert encode("") == []
assert decode([("x", 2), ("y", 1)]) == "xxy"
