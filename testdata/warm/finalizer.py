class Resource:
    def __init__(self, name): self.name = name
    def __del__(self): print("finalized", self.name)
a = Resource("global")
b = [Resource("in a list")]
print("program")
