import re
import sys

sys.exit(42 if re.fullmatch(r"send\n[a-z]{1,200}\n", sys.stdin.read()) else 43)
