"""Results of calls as LiveCodeBench compares them: plain values that equal the same JSON values. Part of kj_lcb."""


class NeverEqual(Exception):
    """A result that equals no value that JSON can write; the argument names its type."""


def result_frame(result):
    """What stands for the result in a comparison by `==` with values from JSON. Only an outermost tuple is a list."""
    if isinstance(result, tuple):
        result = list(result)
    digits, depth = _get_digits(), sys.getrecursionlimit()
    _set_digits(0)
    sys.setrecursionlimit(max(depth, 50000))
    try:
        try:
            return b"V", encode(result)
        except NotPlain:
            return b"V", encode(plain(result, 1))
    except NeverEqual as error:
        return b"D", encode(error.args[0])
    except NotPlain as error:
        return b"P", encode(error.args[0])
    finally:
        _set_digits(digits)
        sys.setrecursionlimit(depth)


PLAIN = (type(None), bool, int, float, str, list, tuple, dict)
# Types of the standard library that compare with a dict as a dict does.
DICTS = frozenset((("collections", "Counter"), ("collections", "OrderedDict"), ("collections", "defaultdict")))


def plain(value, depth):
    """A value of plain types that is equal to the same values from JSON."""
    kind = type(value)
    if depth > DEPTH_LIMIT:
        raise NeverEqual("%s nested deeper than %d" % (type_name(kind), DEPTH_LIMIT))
    for base in PLAIN:
        if kind is base or isinstance(value, base) and has_equality_of(kind, base):
            return copied(value, base, depth)
    number = exact_number(value, kind)
    if number is not None:
        return number
    if kind.__eq__ is object.__eq__ or kind.__module__ in ("builtins", "collections", "array", "itertools"):
        raise NeverEqual(type_name(kind))
    raise NotPlain(type_name(kind))


def has_equality_of(kind, base):
    return kind.__eq__ is base.__eq__ or base is dict and (kind.__module__, kind.__name__) in DICTS


def copied(value, base, depth):
    if base is list or base is tuple:
        return base([plain(item, depth + 1) for item in base.__iter__(value)])
    if base is dict:
        return {plain(key, depth + 1): plain(item, depth + 1) for key, item in dict.items(value)}
    if base is int:
        return int.__index__(value)
    if base is float:
        return float.__float__(value)
    return str.__str__(value) if base is str else value


def exact_number(value, kind):
    """The int or float that equals a complex, Decimal or Fraction; None for anything else."""
    if kind is complex:
        if value.imag == 0:
            return value.real
        raise NeverEqual("complex")
    if (kind.__module__, kind.__name__) not in (("decimal", "Decimal"), ("fractions", "Fraction")):
        return None
    for base in (int, float):
        try:
            number = base(value)
        except (ValueError, OverflowError):  # a NaN or an infinity is no int, and some numbers are no float
            continue
        if number == value:
            return number
    raise NeverEqual(type_name(kind))
