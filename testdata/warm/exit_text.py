import sys
sys.exit("said on standard error")
