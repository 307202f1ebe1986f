import re
import sys

match = re.fullmatch(r"(-?[0-9]+) ([0-9]+)\n", sys.stdin.read())
sys.exit(42 if match and abs(int(match[1])) <= 1000 and int(match[2]) <= 12 else 43)
