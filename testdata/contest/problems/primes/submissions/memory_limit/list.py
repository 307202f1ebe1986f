values = []
while True:
    values.append(bytearray(1 << 20))
