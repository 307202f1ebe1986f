import warnings
warnings.warn("mind this")
x = 1
print(x is 1)
