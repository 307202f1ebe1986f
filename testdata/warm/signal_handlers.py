import signal
print([(s.name, signal.getsignal(s) in (signal.SIG_DFL, signal.SIG_IGN, signal.default_int_handler), signal.getsignal(s) == signal.SIG_IGN) for s in sorted(signal.valid_signals()) if isinstance(s, signal.Signals)])
print(signal.pthread_sigmask(signal.SIG_BLOCK, []))
