import signal, time
def handler(number, frame):
    print("alarm", number)
    raise SystemExit(7)
signal.signal(signal.SIGALRM, handler)
signal.setitimer(signal.ITIMER_REAL, 0.01)
while True:
    pass
