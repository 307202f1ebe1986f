"""Proxies: what test code and program see of each other's functions, classes, objects and exceptions.

A class of the other side becomes a class here, with the bases and the special methods that it has there, so that
isinstance, except, iteration and operators work as usual. Each use is a request to the object itself.
"""

PULLS = 10**6  # items of one iterator

_UNARY = (
    "__len__ __iter__ __next__ __hash__ __repr__ __str__ __bool__ __reversed__ __neg__ __pos__ __abs__ __invert__"
    " __int__ __float__ __complex__ __index__ __trunc__ __floor__ __ceil__ __bytes__ __enter__"
).split()
_WITH_DATA = "__getitem__ __setitem__ __delitem__ __round__ __format__ __exit__".split()
_arithmetic = "add sub mul truediv floordiv mod divmod pow matmul and or xor lshift rshift".split()
_BETWEEN = ["__%s%s__" % (prefix, name) for prefix in ("", "r", "i") for name in _arithmetic]
_BETWEEN += "__eq__ __ne__ __lt__ __le__ __gt__ __ge__".split()
SPECIALS = frozenset(_UNARY + _WITH_DATA + _BETWEEN + ["__call__", "__contains__"])
_made_specials = {}


class RemoteError(BaseException):
    """An exception that the other side defines itself; its class here also derives from the nearest built-in one."""

    def __str__(self):
        return self.__dict__.get("_kj_text", "")


def is_remote(item):
    """Whether it lives on the other side: a proxy, or the class of proxies."""
    kind = type(item)
    return kind is RemoteClass or type(kind) is RemoteClass


class RemoteClass(type):
    """Classes of the other side; their instances here are proxies."""

    def __new__(cls, name, bases, namespace, peer=None, number=0):
        made = type.__new__(cls, name, bases, namespace)
        if peer is not None:
            type.__setattr__(made, "_kj_peer", peer)
            type.__setattr__(made, "_kj_class", number)
        elif any("_kj_peer" in vars(base) for base in bases):
            raise NotPlain("a class of the other side cannot be the base of one here")
        return made

    def __init__(cls, name, bases, namespace, peer=None, number=0):
        type.__init__(cls, name, bases, namespace)

    def __call__(cls, *values, **named):
        return cls._kj_peer.call(cls, values, named)

    def __getattr__(cls, name):
        if name.startswith("_kj_"):
            raise AttributeError(name)
        return cls._kj_peer.ask(b"A", cls, name)

    def __setattr__(cls, name, value):
        cls._kj_peer.ask(b"S", cls, name, value)

    def __iter__(cls):
        return cls._kj_peer.ask(b"M", cls, "__iter__", ())

    def __len__(cls):
        return cls._kj_peer.ask(b"M", cls, "__len__", ())

    def __getitem__(cls, key):
        return cls._kj_peer.ask(b"M", cls, "__getitem__", (key,))

    def __bool__(cls):
        return True


class _Proxy:
    """What proxies of objects and of exceptions share."""

    __slots__ = ()

    def __getattr__(self, name):
        if name.startswith("_kj_"):
            raise AttributeError(name)
        return self._kj_peer.ask(b"A", self, name)

    def __setattr__(self, name, value):
        if name.startswith("_kj_") or (name[:2] == "__" and isinstance(self, BaseException)):
            object.__setattr__(self, name, value)
        else:
            self._kj_peer.ask(b"S", self, name, value)

    def __delattr__(self, name):
        self._kj_peer.ask(b"D", self, name)

    def __repr__(self):
        return "<%s object of the other side>" % type_name(type(self))

    def __reduce_ex__(self, protocol):
        raise TypeError("an object of the other side cannot be copied")

    def __del__(self):
        try:
            self._kj_peer.released.append(self._kj_number)
        except (AttributeError, TypeError):  # never filled in, or the interpreter ends
            pass


class RemoteObject(_Proxy, metaclass=RemoteClass):
    __slots__ = ("_kj_number", "_kj_pulled", "__weakref__")


def _special(name):
    """A proxy's special method."""

    def unary(self):
        return self._kj_peer.ask(b"M", self, name, ())

    def with_data(self, *values):
        if name == "__exit__" and len(values) == 3:
            values = values[:2] + (None,)  # tracebacks stay where they are
        return self._kj_peer.ask(b"M", self, name, values)

    def between(self, *values):
        # Else an object could claim to be equal to whatever the test expects.
        if not self._kj_peer.trusts and not all(map(is_remote, values)):
            return {"__eq__": False, "__ne__": True}.get(name, NotImplemented)
        return self._kj_peer.ask(b"M", self, name, values)

    def call(self, *values, **named):
        return self._kj_peer.call(self, values, named)

    def pull(self):
        item = self._kj_peer.ask(b"M", self, name, ())
        self._kj_pulled += 1
        if self._kj_pulled > PULLS:
            raise NotPlain("an iterator of more than %d items" % PULLS)
        return item

    def contains(self, item):
        if self._kj_peer.trusts or is_remote(item):
            return self._kj_peer.ask(b"M", self, name, (item,))
        return any(other is item or other == item for other in self)

    if name in ("__call__", "__next__", "__contains__"):
        return {"__call__": call, "__next__": pull, "__contains__": contains}[name]
    return unary if name in _UNARY else with_data if name in _WITH_DATA else between


def make_mirror(peer, number, name, bases, specials, unhashable):
    """The class here for the other side's class `number`; `bases` are classes here, object is left out."""
    raised = [base for base in bases if issubclass(base, BaseException)]
    if raised:
        if not any(issubclass(base, RemoteError) for base in raised):
            raised[:0] = [_Proxy, RemoteError]
        bases, namespace = raised, {}
    else:
        bases, namespace = bases or [RemoteObject], {"__slots__": ()}
    for special in SPECIALS.intersection(specials.split()):
        if special not in _made_specials:
            _made_specials[special] = _special(special)
        namespace[special] = _made_specials[special]
    if unhashable:
        namespace["__hash__"] = None
    name = name if name.isidentifier() else "Remote"
    try:
        return RemoteClass(name, tuple(bases), namespace, peer, number)
    except TypeError:  # bases that fit together there and not here
        return RemoteClass(name, tuple(raised[:3]) or (RemoteObject,), namespace, peer, number)


def make_proxy(kind, number):
    """A proxy, made without the call that would create an object on the other side."""
    item = kind.__new__(kind)
    object.__setattr__(item, "_kj_number", number)
    if isinstance(item, RemoteObject):
        item._kj_pulled = 0
    return item
