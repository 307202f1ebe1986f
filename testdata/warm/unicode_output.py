print("é ∑ 漢字 \U0001f600")
print("\udce9 escaped", ascii("\ud800"))
