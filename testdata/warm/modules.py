import sys
print(sorted(sys.modules), sys._getframe().f_code.co_name)
