print("last", end="")
exit()
