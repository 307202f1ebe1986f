import sys
print(sys.argv, __name__, __file__, sys.orig_argv)
print(sorted(k for k in globals() if k.startswith('__')), __doc__, __spec__, __package__, __annotations__)
