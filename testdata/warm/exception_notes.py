error = ValueError("base")
error.add_note("a note")
raise error
