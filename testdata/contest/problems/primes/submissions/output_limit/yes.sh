yes 2
