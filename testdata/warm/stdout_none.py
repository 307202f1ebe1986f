import sys
print("before")
sys.stdout.flush()
sys.stdout = None
print("nowhere")
