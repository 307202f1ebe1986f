import multiprocessing
def square(n): return n * n
if __name__ == "__main__":
    reader, writer = multiprocessing.Pipe()
    p = multiprocessing.Process(target=lambda: writer.send(square(7)))
    p.start(); print(reader.recv()); p.join(); print(p.exitcode)
