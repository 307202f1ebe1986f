let total: Int = "text"
print(total)
