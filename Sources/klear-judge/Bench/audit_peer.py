"""Nine-word overlap as decontamination scripts do it: words by a regular expression, runs of nine in a set.

Reads the file of texts and the file of benchmark texts (JSON strings, a line each), prints the seconds that looking up
took and how many texts overlap. Reading and building the set are not timed, on either side.
"""

import json
import re
import sys
import time

WORD = re.compile(r"[a-z0-9]+")


def grams(text):
    words = WORD.findall(text.lower())
    return [" ".join(words[i : i + 9]) for i in range(len(words) - 8)]


texts = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
known = set()
for line in open(sys.argv[2], encoding="utf-8"):
    known.update(grams(json.loads(line)))
start = time.perf_counter()
found = sum(any(gram in known for gram in grams(text)) for text in texts)
print(time.perf_counter() - start, found)
