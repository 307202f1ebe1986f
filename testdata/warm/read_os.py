import os, io
stream = io.BytesIO(os.read(0, os.fstat(0).st_size))
print(stream.readline(), stream.read())
