import threading
results = []
def work(n): results.append(n * n)
threads = [threading.Thread(target=work, args=(n,)) for n in range(5)]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(results), threading.main_thread() is threading.current_thread(), threading.active_count())
