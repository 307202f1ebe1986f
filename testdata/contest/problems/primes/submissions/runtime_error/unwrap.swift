let number = Int("two")
print(number!)
