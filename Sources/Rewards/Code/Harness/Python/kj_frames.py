"""Result frames: what a serving harness sends about each call, as plain values. Part of bundles of kj_build.py."""

REQUEST, RESULTS = 3, 4
DEPTH_LIMIT = 1000
INT_BITS_LIMIT = 1000000  # decimal digits take time that grows with the square of the length

_set_digits = getattr(sys, "set_int_max_str_digits", lambda limit: None)
_get_digits = getattr(sys, "get_int_max_str_digits", lambda: 0)


class NotPlain(Exception):
    """A result that cannot cross; the argument names its type."""


def encode(value):
    """The bytes of one plain value; iterative, so that no nesting exhausts the stack."""
    out = []
    add = out.append
    stack = [iter((value,))]
    while stack:
        for item in stack[-1]:
            kind = type(item)
            if kind is str:
                data = item.encode("utf-8", "surrogatepass")
                add(b"s%d:" % len(data))
                add(data)
            elif kind is int:
                if item.bit_length() > INT_BITS_LIMIT:
                    raise NotPlain("int of more than %d bits" % INT_BITS_LIMIT)
                add(b"i%d;" % item)
            elif kind is float:
                add(b"f%s;" % repr(item).encode())
            elif kind is bool:
                add(b"T" if item else b"F")
            elif item is None:
                add(b"N")
            elif kind is bytes:
                add(b"b%d:" % len(item))
                add(item)
            elif kind is list or kind is tuple or kind is dict:
                if len(stack) > DEPTH_LIMIT:
                    raise NotPlain("%s nested deeper than %d" % (type_name(kind), DEPTH_LIMIT))
                if kind is dict:
                    pairs = tuple(item.items())
                    add(b"d%d:" % len(pairs))
                    stack.append(iter([part for pair in pairs for part in pair]))
                    break
                items = tuple(item)
                add(b"%s%d:" % (b"l" if kind is list else b"t", len(items)))
                numbers = encode_numbers(items) if len(items) > 8 else None
                if numbers is None:
                    stack.append(iter(items))
                    break
                add(numbers)
            else:
                raise NotPlain(type_name(kind))
        else:
            stack.pop()
    return b"".join(out)


def encode_numbers(items):
    """Many small ints or floats at once, several times faster; None for any other sequence."""
    kinds = set(map(type, items))
    if len(kinds) != 1:
        return None
    if int in kinds and max(items).bit_length() < 256 and min(items).bit_length() < 256:
        return b"i%s;" % ";i".join(map(repr, items)).encode()
    if float in kinds:
        return b"f%s;" % ";f".join(map(repr, items)).encode()
    return None


def send(index, kind, payload):
    payload = kind + payload
    write_all(RESULTS, b"KJR1" + index.to_bytes(4, "big") + len(payload).to_bytes(8, "big") + payload)


def send_text(index, kind, *texts):
    send(index, kind, b"".join(map(encode, texts)))
