import sys
print(sys.path, sys.prefix, sys.executable, sys.version, sys.dont_write_bytecode, sys.warnoptions)
