import os
print(os.getppid())
