import sys, locale
for s in (sys.stdin, sys.stdout, sys.stderr):
    print(s.encoding, s.errors, s.line_buffering, s.isatty(), s.name, s.mode, s.fileno(), s.seekable(), s.readable(), s.writable())
print(sys.getdefaultencoding(), sys.getfilesystemencoding(), sys.getfilesystemencodeerrors(), locale.getpreferredencoding(), sys.flags)
