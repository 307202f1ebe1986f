match [1, 2, 3]:
    case [first, *rest]:
        print(first, rest)
if (n := 10) > 5: print(n)
