print(1, flush=True)
print(1 // 0)
