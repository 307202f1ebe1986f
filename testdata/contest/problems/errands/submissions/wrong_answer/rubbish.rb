puts "\xff\xfe -1 9999999999999999999 impossible"
