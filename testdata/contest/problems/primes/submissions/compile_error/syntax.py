# Python has no compile step: this ends when it starts.
print("2"
