"""The functions of scripts/audit_rows.py: name, parameters, result, what it does, body, assertions."""

FUNCTIONS = [
    ("longest_run", "values: list", "int", "Length of the longest stretch of equal neighbours.", """
    best = current = 0
    last = None
    for value in values:
        current = current + 1 if current > 0 and value == last else 1
        last = value
        best = max(best, current)
    return best""", ["([]) == 0", "([4]) == 1", "([1, 1, 2]) == 2", "([2, 1, 1]) == 2", "([1, 2, 3]) == 1",
                     "([5, 5, 5, 1, 5, 5]) == 3", "(['a', 'a']) == 2", "([0, 0, 0, 0]) == 4", "([1, 2, 2, 1, 1, 1]) == 3"]),
    ("digit_product", "number: int", "int", "Product of the decimal digits that are not zero; 1 where there are none.", """
    result = 1
    while number > 0:
        digit = number % 10
        if digit != 0:
            result *= digit
        number //= 10
    return result""", ["(0) == 1", "(7) == 7", "(10) == 1", "(23) == 6", "(305) == 15", "(999) == 729", "(1002003) == 6",
                       "(46) == 24"]),
    ("second_largest", "values: list", "object", "The second largest of the different values; None where there is none.", """
    different = sorted(set(values))
    if len(different) < 2:
        return None
    return different[-2]""", ["([]) is None", "([3]) is None", "([3, 3]) is None", "([1, 2]) == 1", "([5, 1, 4]) == 4",
                              "([-1, -7, -3]) == -3", "([2, 9, 9, 8]) == 8", "([0, 1, 0]) == 0"]),
    ("balanced", "text: str", "bool", "Whether round and square brackets are closed in the right order.", """
    waiting = []
    for letter in text:
        if letter in "([":
            waiting.append(letter)
        elif letter in ")]":
            if not waiting:
                return False
            opened = waiting.pop()
            if (opened == "(") != (letter == ")"):
                return False
    return len(waiting) == 0""", ["('') is True", "('()') is True", "('(') is False", "(')') is False", "('([)]') is False",
                                  "('[a(b)c]') is True", "('(]') is False", "('[)') is False", "('[()()]') is True"]),
    ("rotate", "text: str, steps: int", "str", "The text with its last letters moved to the front, one a step.", """
    if not text:
        return text
    steps = steps % len(text)
    return text[len(text) - steps:] + text[:len(text) - steps]""",
     ["('', 3) == ''", "('abc', 0) == 'abc'", "('abc', 1) == 'cab'", "('abc', 2) == 'bca'", "('abc', 3) == 'abc'",
      "('abcd', 6) == 'cdab'", "('xy', -1) == 'yx'", "('hello', 2) == 'lohel'"]),
    ("common_prefix", "words: list", "str", "The longest beginning that all words have.", """
    if not words:
        return ""
    shortest = min(words)
    longest = max(words)
    length = 0
    while length < len(shortest) and shortest[length] == longest[length]:
        length += 1
    return shortest[:length]""", ["([]) == ''", "(['a']) == 'a'", "(['ab', 'ac']) == 'a'", "(['x', 'y']) == ''",
                                  "(['abc', 'abc']) == 'abc'", "(['flow', 'flower', 'flood']) == 'flo'", "(['', 'a']) == ''",
                                  "(['aab', 'aa', 'aaz']) == 'aa'"]),
    ("perfect_squares", "low: int, high: int", "int", "How many squares of whole numbers lie from low to high.", """
    count = 0
    root = 0
    while root * root <= high:
        if root * root >= low:
            count += 1
        root += 1
    return count""", ["(0, 0) == 1", "(1, 1) == 1", "(2, 3) == 0", "(0, 100) == 11", "(4, 9) == 2", "(5, 8) == 0",
                      "(-5, -1) == 0", "(10, 50) == 4"]),
    ("merge_sorted", "left: list, right: list", "list", "Both sorted lists as one sorted list.", """
    result = []
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i] <= right[j]:
            result.append(left[i])
            i += 1
        else:
            result.append(right[j])
            j += 1
    return result + left[i:] + right[j:]""", ["([], []) == []", "([1], []) == [1]", "([], [2]) == [2]",
                                              "([1, 3], [2, 4]) == [1, 2, 3, 4]", "([5], [1, 9]) == [1, 5, 9]",
                                              "([1, 1], [1]) == [1, 1, 1]", "([2, 8, 9], [3]) == [2, 3, 8, 9]",
                                              "([-3, 0], [-4, 7]) == [-4, -3, 0, 7]"]),
    ("steps_to_one", "number: int", "int", "Steps to one: an even number is halved, an odd one is tripled and one is added.", """
    steps = 0
    while number != 1:
        if number % 2 == 0:
            number //= 2
        else:
            number = 3 * number + 1
        steps += 1
    return steps""", ["(1) == 0", "(2) == 1", "(3) == 7", "(4) == 2", "(6) == 8", "(7) == 16", "(16) == 4", "(27) == 111"]),
    ("word_lengths", "text: str", "dict", "For each length how many words have it.", """
    result = {}
    for word in text.split():
        result[len(word)] = result.get(len(word), 0) + 1
    return result""", ["('') == {}", "('a') == {1: 1}", "('a bb a') == {1: 2, 2: 1}", "('  ab   cd ') == {2: 2}",
                       "('one three five') == {3: 1, 5: 1, 4: 1}", "('x y z') == {1: 3}"]),
    ("transpose", "rows: list", "list", "Rows as columns; all rows have the same length.", """
    if not rows:
        return []
    return [[row[i] for row in rows] for i in range(len(rows[0]))]""",
     ["([]) == []", "([[1]]) == [[1]]", "([[1, 2]]) == [[1], [2]]", "([[1], [2]]) == [[1, 2]]",
      "([[1, 2], [3, 4]]) == [[1, 3], [2, 4]]", "([[1, 2, 3], [4, 5, 6]]) == [[1, 4], [2, 5], [3, 6]]"]),
    ("running_mean", "values: list, width: int", "list", "Means of all stretches of so many neighbours.", """
    result = []
    for start in range(len(values) - width + 1):
        total = 0
        for index in range(start, start + width):
            total += values[index]
        result.append(total / width)
    return result""", ["([], 1) == []", "([4], 1) == [4.0]", "([1, 3], 2) == [2.0]", "([1, 3], 3) == []",
                       "([2, 4, 9], 2) == [3.0, 6.5]", "([1, 2, 3, 4], 3) == [2.0, 3.0]", "([0, 10, 5], 1) == [0.0, 10.0, 5.0]"]),
]
