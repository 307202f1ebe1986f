import re
import sys

text = sys.stdin.read()
if not re.fullmatch(r"[1-9][0-9]{0,12} (binary|fibonacci)\n", text) or int(text.split()[0]) > 10**12:
    sys.exit(43)
sys.exit(42)
