"""Values as bytes between test code and program: the part of the pipe that knows nothing of requests.

A value is a one-byte tag and its content: `N` None, `T` `F`, `!` NotImplemented, `.` Ellipsis; up to `;`: `i` int in
hexadecimal, `f` float, `r` reference, `o` object of the sender (number, class number), `k` class of the sender, `K` `J`
object, class of the receiver; with a length and `:`: `s` str, `b` bytes, `y` bytearray, `I` `G` list of many ints,
floats, `g` type by name, `x` exception by name (its arguments follow); with a count and `:`: `l` list, `t` tuple,
`d` dict, `S` set, `Z` frozenset and the containers of `_LIBRARY`; followed by a tuple of fields: `c` complex, `R` range
and the numbers and dates of `_LIBRARY`.
Containers that can change are numbered in the order of their first bytes; a reference names such a number.

The decoder is strict, iterative and executes nothing that the bytes name: it builds a fixed set of types.
"""

MESSAGE_BYTES = 64 << 20
DEPTH = 1000
INT_BITS = 3321929  # 10**6 decimal digits

_EXCEPTIONS = {
    name: kind for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, BaseException)
}
_PLAIN = (int, float, bool, str, complex, bytes, bytearray, list, tuple, dict, set, frozenset, object, type(None))
_TYPES = {kind.__name__: kind for kind in _PLAIN}
_TYPES.update(_EXCEPTIONS)
# Types whose modules may not be loaded yet: (module, name) → tag.
_LIBRARY = {
    ("collections", "deque"): b"Q",
    ("collections", "Counter"): b"C",
    ("collections", "OrderedDict"): b"O",
    ("collections", "defaultdict"): b"U",
    ("decimal", "Decimal"): b"m",
    ("fractions", "Fraction"): b"q",
    ("datetime", "date"): b"a",
    ("datetime", "time"): b"h",
    ("datetime", "datetime"): b"w",
    ("datetime", "timedelta"): b"v",
}
_BY_TAG = {tag: path for path, tag in _LIBRARY.items()}
_TAGS = {list: b"l", tuple: b"t", dict: b"d", set: b"S", frozenset: b"Z", bytearray: b"y", complex: b"c"}
_SINGLETONS = {b"N": None, b"T": True, b"F": False, b"!": NotImplemented, b".": Ellipsis}


class NotPlain(Exception):
    """A value that cannot cross."""


class Malformed(Exception):
    """Bytes that are no value."""


def _library_type(path):
    return getattr(__import__(path[0]), path[1])


def _library_tag(kind):
    """The tag of one of _LIBRARY's own types, by identity."""
    path = (kind.__module__, type_name(kind))
    tag = _LIBRARY.get(path)
    if tag and getattr(sys.modules.get(path[0]), path[1], None) is kind:
        _TAGS[kind] = tag
        return tag
    return None


def _flat(mapping):
    return [part for pair in tuple(mapping.items()) for part in pair]


def container_content(item):
    """What `refill` takes to make another container of this type the same."""
    return tuple(_flat(item) if isinstance(item, dict) else item)


def refill(container, content):
    """Makes a container hold `content`, in place."""
    if isinstance(container, dict):
        container.clear()
        for index in range(0, len(content), 2):
            container[content[index]] = content[index + 1]
    elif isinstance(container, (list, bytearray)):
        container[:] = content
    else:
        container.clear()
        (container.update if isinstance(container, set) else container.extend)(content)


def _encode_container(tag, item, add):
    """Writes a container's head; the values that follow it, or None where it is written whole."""
    if tag == b"l" or tag == b"t" or tag == b"S" or tag == b"Z":
        items = tuple(item)
        if len(items) > 2 and tag == b"l" and len(set(map(type, items))) == 1:
            data = None
            if type(items[0]) is int:
                _check_ints((min(items), max(items)))
                add(b"I")
                data = ",".join(map(hex, items)).encode()
            elif type(items[0]) is float:
                add(b"G")
                data = ",".join(map(repr, items)).encode()
            if data is not None:
                add(b"%d:" % len(data))
                return add(data)
        add(b"%s%d:" % (tag, len(items)))
        return items
    if tag == b"y":
        add(b"y%d:" % len(item))
        return add(bytes(item))
    if tag == b"Q":
        items = tuple(item)
        add(b"Q%d:%s" % (len(items), b"N" if item.maxlen is None else b"i0x%x;" % item.maxlen))
        return items
    items = _flat(item)
    add(b"%s%d:" % (tag, len(items) // 2))
    return [item.default_factory] + items if tag == b"U" else items


def _check_ints(items):
    for item in items:
        if item.bit_length() > INT_BITS:
            raise NotPlain("an int of more than 10**6 digits")


def _path_of(item, kind):
    """`module:name` of a function or type that the other side can find in the same library; None for any other."""
    if kind not in (type, type(len), type(_path_of), type(str.upper), type(str.__add__)):
        return None
    module = getattr(getattr(item, "__objclass__", item), "__module__", None)
    if type(module) is not str or module == "__main__":
        return None
    found = sys.modules.get(module)
    for part in item.__qualname__.split("."):
        found = getattr(found, part, None)
    return "%s:%s" % (module, item.__qualname__) if found is item else None


def _add_text(add, tag, text):
    add(b"%s%d:%s" % (tag, len(text.encode()), text.encode()))


def _fields(tag, item):
    """The plain parts that a number or a date is made of; None for one with a time zone of its own kind."""
    if tag == b"c":
        return (item.real, item.imag)
    if tag == b"m":
        return (str(item),)
    if tag == b"q":
        return (item.numerator, item.denominator)
    if tag == b"a":
        return (item.year, item.month, item.day)
    if tag == b"v":
        return (item.days, item.seconds, item.microseconds)
    zone = item.tzinfo
    if zone is not None and type(zone) is not _library_type(("datetime", "timezone")):
        return None
    parts = (item.hour, item.minute, item.second, item.microsecond, item.fold, zone and zone.utcoffset(None))
    return (item.year, item.month, item.day) + parts if tag == b"w" else parts


def _from_fields(tag, parts):
    if type(parts) is not tuple or not {type(part) for part in parts} <= {int, float, str, type(None), *_timedeltas()}:
        raise Malformed("fields")
    if tag == b"c":
        return complex(*parts)
    make = _library_type(_BY_TAG[tag])
    if tag in b"hw":
        *parts, fold, offset = parts
        zone = None if offset is None else _library_type(("datetime", "timezone"))(offset)
        return make(*parts, tzinfo=zone, fold=fold)
    return make(*parts)


def _timedeltas():
    module = sys.modules.get("datetime")
    return (module.timedelta,) if module else ()


def _make_exception(kind, values):
    if type(values) is not tuple:
        raise Malformed("arguments of an exception")
    try:
        return kind(*values)
    except Exception:
        return kind.__new__(kind, *values)


class Values:
    """Encoder and decoder; what is not plain is left to the methods that Peer adds."""

    def encode(self, values, table, returned=False):
        """The bytes of `values`; containers that can change are appended to `table`, those in it become references.

        With `returned`, values that came from the other side are written as that side wrote them, to be compared.
        """
        memo = {id(item): index for index, item in enumerate(table)}
        out = []
        add = out.append
        stack = [iter(values)]
        while stack:
            for item in stack[-1]:
                kind = type(item)
                if kind is str:
                    data = item.encode("utf-8", "surrogatepass")
                    add(b"s%d:" % len(data))
                    add(data)
                elif kind is int:
                    if item.bit_length() > INT_BITS:
                        _check_ints((item,))
                    add(b"i%s;" % hex(item).encode())
                elif kind is float:
                    add(b"f%s;" % repr(item).encode())
                elif kind is bool:
                    add(b"T" if item else b"F")
                elif item is None:
                    add(b"N")
                elif kind is bytes:
                    add(b"b%d:" % len(item))
                    add(item)
                elif id(item) in memo:
                    add(b"r%d;" % memo[id(item)])
                else:
                    if len(stack) > DEPTH:
                        raise NotPlain("%s nested deeper than %d" % (type_name(kind), DEPTH))
                    tag = _TAGS.get(kind) or _library_tag(kind)
                    if tag and tag in b"ldSyQCOU":
                        memo[id(item)] = len(table)
                        table.append(item)
                    inner = self.encode_other(tag, item, kind, add, returned)
                    if inner is not None:
                        stack.append(iter(inner))
                        break
            else:
                stack.pop()
        return b"".join(out)

    def encode_other(self, tag, item, kind, add, returned):
        """Writes the head of anything that is no scalar; the values that follow it, or None."""
        if tag is None:
            return self.encode_object(item, kind, add, returned)
        if tag in b"cmqahwv":
            parts = _fields(tag, item)
            if parts is None:
                return self.encode_object(item, kind, add, returned)
            add(tag)
            return (parts,)
        return _encode_container(tag, item, add)

    def decode(self, data, position, table, count):
        """`count` values from `position` on, and the position after them.

        Raises Malformed, and whatever constructors raise for nonsense.
        """
        results = []
        stack = [(b"", count, results, None)]
        while True:
            tag, wanted, items, container = stack[-1]
            if len(items) == wanted:
                stack.pop()
                if not stack:
                    return results, position
                stack[-1][2].append(self.finish(tag, items, container))
                continue
            tag = data[position : position + 1]
            position += 1
            if tag in b"ifrKJko":
                end = data.index(b";", position)
                items.append(self.decode_number(tag, data[position:end], table))
                position = end + 1
            elif tag in _SINGLETONS:
                items.append(_SINGLETONS[tag])
            elif tag in b"cRmqahwv":
                stack.append((tag, 1, [], None))
            else:
                end = data.index(b":", position, position + 12)
                size = data[position:end]
                if not size.isdigit():
                    raise Malformed("a size")
                size, position = int(size), end + 1
                if tag in b"sbyxgIG":
                    if position + size > len(data):
                        raise Malformed("a text that ends early")
                    piece = data[position : position + size]
                    position += size
                    if tag == b"x":
                        stack.append((tag, 1, [], _EXCEPTIONS[piece.decode()]))
                    else:
                        items.append(self.decode_text(tag, piece, table))
                else:
                    position = self.open_container(tag, size, data, position, table, stack)
            if len(stack) > DEPTH + 10:
                raise Malformed("nested too deep")

    def open_container(self, tag, size, data, position, table, stack):
        """Puts a container on the stack, known to references before its items come; the position of these."""
        inner, container = [], None
        if tag == b"l":
            container = inner
        elif tag == b"Q":
            end, limit = position + 1, None
            if data[position:end] != b"N":
                end = data.index(b";", position) + 1
                limit = int(data[position + 1 : end - 1], 16)
            container, position = _library_type(_BY_TAG[tag])((), limit), end
        elif tag in b"dSCOU":
            container = {} if tag == b"d" else set() if tag == b"S" else _library_type(_BY_TAG[tag])()
        elif tag not in b"tZ":
            raise Malformed("tag %r" % tag)
        if container is not None:
            table.append(container)
        wanted = size * 2 if tag in b"dCOU" else size
        stack.append((tag, wanted + (tag == b"U"), inner, container))
        return position

    def decode_number(self, tag, text, table):
        if tag == b"i":
            if len(text) > INT_BITS // 4 + 4:
                raise Malformed("an int of more than 10**6 digits")
            return int(text, 16)
        if tag == b"f":
            return float(text)
        if len(text) > 40:
            raise Malformed("a number of an object")
        if tag == b"r":
            number = int(text)
            if number < 0:
                raise Malformed("a reference to nothing")
            return table[number]
        return self.decode_object(tag, [int(part) for part in text.split(b",")])

    def decode_text(self, tag, piece, table):
        if tag == b"s":
            return piece.decode("utf-8", "surrogatepass")
        if tag == b"b":
            return piece
        if tag == b"g":
            return self.find_type(piece.decode())
        if tag == b"y":
            item = bytearray(piece)
        elif tag == b"I":
            parts = piece.split(b",")
            if max(map(len, parts)) > INT_BITS // 4 + 4:
                raise Malformed("an int of more than 10**6 digits")
            item = [int(part, 16) for part in parts]
        else:
            item = [float(part) for part in piece.split(b",")]
        table.append(item)
        return item

    def find_type(self, path):
        """A type by its name."""
        module, _, name = path.partition(".")
        if module == "builtins" and name in _TYPES:
            return _TYPES[name]
        if (module, name) in _LIBRARY:
            return _library_type((module, name))
        raise Malformed("the name %s" % path)

    def finish(self, tag, items, container):
        """The value whose parts have all come."""
        if tag == b"l":
            return items
        if tag == b"t":
            return tuple(items)
        if tag == b"Z":
            return frozenset(items)
        if tag == b"x":
            return _make_exception(container, items[0])
        if container is None:
            return self.make_range(items[0]) if tag == b"R" else _from_fields(tag, items[0])
        if tag == b"U":
            container.default_factory = items.pop(0)
        refill(container, items)
        return container
