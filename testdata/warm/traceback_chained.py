def f():
    try:
        {}["a"]
    except KeyError as error:
        raise ValueError("second") from error
try:
    f()
except ValueError:
    raise RuntimeError("third")
