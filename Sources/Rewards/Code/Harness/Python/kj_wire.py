"""The pipe between test code and program: requests and answers.

Each side has a Peer. A side asks (call this, get that attribute) and, until the answer comes, serves what the other
side asks meanwhile, so that a callback can call back. Plain values cross by copy; containers that a call was given and
that changed are copied back in place with its answer. All other objects stay where they are and get proxies.

A message is a 4-byte big-endian length, one byte for its kind, and values (kj_values.py).
Requests: `C` call, `M` special method, `A` `S` `D` get, set, delete an attribute, `G` a name of the program, `T` the
description of a class, `R` numbers of objects whose proxies are gone (not answered).
Answers: `V` a value, `E` an exception, `P` the value cannot cross.
"""

import _thread
import _weakref

SERVED = 3 * 10**6  # requests of the program during one test: a flood ends
NESTED = 1000  # calls within callbacks within calls; a stack overflow of the interpreter would be no exception
RELEASE_AT = 256
CLASSES = 10000
_COUNTS = {b"C": 3, b"M": 3, b"S": 3, b"A": 2, b"D": 2, b"G": 1, b"T": 1, b"R": 1}
# Python operations behind special methods; the others are called as the type's own.
_OPERATIONS = {
    "__len__": len,
    "__iter__": iter,
    "__next__": next,
    "__hash__": hash,
    "__repr__": repr,
    "__str__": str,
    "__bool__": bool,
    "__reversed__": reversed,
    "__getitem__": lambda item, key: item[key],
    "__call__": lambda item, *values: item(*values),
}


class PeerGone(BaseException):
    """The other side closed the pipe, or sent what is no message."""


class Peer(Values):
    """One end of the pipe.

    `trusts` is true on the program's side: there the operators of proxies go to the test's objects whatever the other
    operand is, and the other side's requests are not restricted.
    """

    def __init__(self, source, sink, trusts, describe, lookup=None):
        self.source = source
        self.sink = sink
        self.trusts = trusts
        self.describe_exception = describe
        self.lookup = lookup  # name → answer to a `G` request; the program's side only
        self.gone = None  # why nothing comes any more
        self.serving = 0
        self.served = 0
        self.nested = 0
        self.lock = _thread.RLock()
        self.counter = 0
        self.exported = {}  # number → object of ours that the other side holds
        self.numbers = {}  # id of that object → number
        self.classes = {}  # number → class of ours that the other side knows
        self.class_numbers = {}  # id of that class → number
        self.proxies = {}  # number → weak reference to the proxy of an object of the other side
        self.mirrors = {}  # number → the class here of a class there
        self.released = []

    # Messages

    def read_bytes(self, count):
        chunks = []
        while count:
            try:
                chunk = posix.read(self.source, min(count, 1 << 20))
            except OSError:
                chunk = b""
            if not chunk:
                self.lose("the pipe was closed")
            chunks.append(chunk)
            count -= len(chunk)
        return b"".join(chunks)

    def read_message(self):
        if self.gone:
            raise PeerGone(self.gone)
        size = int.from_bytes(self.read_bytes(4), "big")
        if not 0 < size <= MESSAGE_BYTES:
            self.lose("a message of %d bytes" % size)
        return self.read_bytes(size)

    def write_message(self, payload):
        if len(payload) > MESSAGE_BYTES:
            raise NotPlain("more than %d bytes" % MESSAGE_BYTES)
        try:
            write_all(self.sink, len(payload).to_bytes(4, "big") + payload)
        except OSError:
            self.lose("the pipe was closed")

    def lose(self, why):
        self.gone = self.gone or why
        raise PeerGone(self.gone)

    # Asking

    def call(self, item, values, named):
        return self.ask(b"C", item, values, tuple(_flat(named)))

    def ask(self, kind, *values):
        """Sends a request, serves what the other side asks meanwhile, and returns or raises what it answers."""
        with self.lock:
            if self.gone:
                raise PeerGone(self.gone)
            if self.trusts and not self.serving:
                raise RuntimeError("no call of the test is under way that this could be part of")
            if self.nested >= NESTED:
                raise RecursionError("more than %d calls within callbacks" % NESTED)
            self.nested += 1
            try:
                return self.ask_now(kind, values)
            finally:
                self.nested -= 1

    def ask_now(self, kind, values):
        self.send_released()
        table = []
        self.write_message(kind + self.encode(values, table))
        while True:
            payload = self.read_message()
            if payload[:1] in b"VEP":
                return self.take_answer(payload[:1], payload, table)
            self.serve(payload)

    def take_answer(self, kind, payload, table):
        given = table[:]
        try:
            values, position = self.decode(payload, 1, table, 5 if kind == b"E" else 1)
            if position < len(payload):
                contents, position = self.decode(payload, position, table, len(given))
                if position != len(payload) or not all(type(content) is tuple for content in contents):
                    raise Malformed("more than an answer")
                for container, content in zip(given, contents):
                    refill(container, content)
        except Exception as error:
            self.lose("no answer: %s" % error)
        if kind == b"P":
            raise NotPlain(str(values[0]))
        if kind == b"E":
            raise self.received(*values)
        return values[0]

    def received(self, exception, values, text, trace, number):
        """The exception to raise here. One that was raised here before, by a callback, stays the same."""
        if not isinstance(exception, BaseException) or type(values) is not tuple:
            self.lose("no exception")
        state = exception.__dict__
        if "_kj_mine" in state:
            return exception
        state["_kj_trace"] = str(trace)
        if is_remote(exception):
            object.__setattr__(exception, "args", values)
            state["_kj_text"] = str(text)
        elif number:
            state["_kj_origin"] = number
        return exception

    def send_released(self):
        if len(self.released) < RELEASE_AT:
            return
        numbers, self.released[:] = set(self.released), []
        # A number whose object came again meanwhile has a new proxy.
        dead = tuple(number for number in numbers if self.proxies.get(number, lambda: None)() is None)
        for number in dead:
            self.proxies.pop(number, None)
        self.write_message(b"R" + self.encode((dead,), []))

    # Serving

    def serve_until_closed(self):
        try:
            while True:
                self.serve(self.read_message())
        except PeerGone:
            pass

    def serve(self, payload):
        """Executes one request of the other side and answers it."""
        self.served += 1
        if self.served > SERVED and not self.trusts:
            self.lose("more than %d requests" % SERVED)
        kind, table = payload[:1], []
        self.serving += 1
        try:
            values, position = self.decode(payload, 1, table, _COUNTS[kind])
            if position != len(payload):
                raise Malformed("more than a request")
        except Exception as error:
            self.lose("no request: %s" % error)
        if kind == b"R":
            self.serving -= 1
            return self.forget(values[0])
        given = table[:]
        try:
            self.check_request(kind, payload, values)
            answer, results = b"V", (self.execute(kind, *values),)
        except PeerGone:
            raise
        except NotPlain as error:
            answer, results = b"P", (str(error),)
        except BaseException as error:
            answer, results = b"E", self.exception_parts(error)
        # A thread of the program may be asking; the answer waits for that to end.
        with self.lock:
            self.serving -= 1
            try:
                sent = answer + self.encode(results, table)
                if given and (kind == b"C" or kind == b"M") and self.changed(payload, values):
                    sent += self.encode([container_content(container) for container in given], table)
                self.write_message(sent)
            except Exception as error:
                why = str(error) if type(error) is NotPlain else type_name(type(error))
                self.write_message(b"P" + self.encode((why,), []))

    def changed(self, payload, values):
        try:
            return self.encode(values, [], True) != payload[1:]
        except NotPlain:
            return True

    def exception_parts(self, error):
        """(exception, arguments, text, end of the traceback, number by which it can come back here)."""
        try:
            text = str(error)[:MESSAGE_LIMIT]
        except BaseException:
            text = ""
        values = error.args if type(error.args) is tuple else ()
        try:
            self.encode((values,), [])
        except NotPlain:
            error, values = Exception(text), (text,)
        return error, values, text, self.describe_exception(error), 0 if self.trusts else self.export(error)

    def check_request(self, kind, payload, values):
        """On the test's side: only what the test handed over, and of that only its use, not its inside."""
        if self.trusts or kind == b"T":
            return
        refused = AttributeError("not offered by the test code")
        if kind == b"G" or payload[1:2] not in b"KJ" or kind == b"M" and values[1] not in SPECIALS:
            raise refused
        if kind in b"ASD":
            item, name = values[:2]
            owner = item if isinstance(item, type) else type(item)
            inside = owner.__module__ == "__main__" and type(name) is str and name[:1] != "_"
            if not inside and not (kind == b"A" and name == "__name__"):
                raise refused

    def execute(self, kind, item, *values):
        if kind == b"C":
            arguments, named = values
            return item(*arguments, **dict(zip(named[::2], named[1::2])))
        if kind == b"M":
            name, operands = values
            operation = _OPERATIONS.get(name)
            return operation(item, *operands) if operation else getattr(type(item), name)(item, *operands)
        if kind == b"T":
            return self.describe_class(self.classes[item])
        if kind == b"G":
            return self.lookup(item)
        return {b"A": getattr, b"S": setattr, b"D": delattr}[kind](item, *values)

    def forget(self, numbers):
        for number in numbers:
            if number in self.exported:
                del self.numbers[id(self.exported.pop(number))]

    # Objects and classes of this side

    def export(self, item):
        number = self.numbers.get(id(item))
        if number is None:
            self.counter += 1
            number = self.numbers[id(item)] = self.counter
            self.exported[number] = item
        return number

    def export_class(self, kind):
        number = self.class_numbers.get(id(kind))
        if number is None:
            number = self.class_numbers[id(kind)] = len(self.classes) + 1
            self.classes[number] = kind
        return number

    def describe_class(self, kind):
        """(number, name, bases, special methods, unhashable) of the class and those above it, these first."""
        entries = []
        for part in reversed(type.__dict__["__mro__"].__get__(kind)):
            if part is object and kind is not object or _EXCEPTIONS.get(type_name(part)) is part:
                continue
            bases = tuple(
                type_name(base) if _EXCEPTIONS.get(type_name(base)) is base else self.export_class(base)
                for base in part.__bases__
                if base is not object
            )
            own = type.__dict__["__dict__"].__get__(part)
            specials = " ".join(name for name in own if name in SPECIALS and own[name] is not None)
            unhashable = "__hash__" in own and own["__hash__"] is None
            entries.append((self.export_class(part), type_name(part), bases, specials, unhashable))
        return tuple(entries)

    def encode_object(self, item, kind, add, returned):
        """What is no plain value; the values that follow it, or None."""
        if item is NotImplemented or item is Ellipsis:
            return add(b"!" if item is NotImplemented else b".")
        if kind is RemoteClass:
            return add((b"k%d;" if returned else b"J%d;") % item._kj_class)
        if type(kind) is RemoteClass:
            if returned:
                return add(b"o%d,%d;" % (item._kj_number, kind._kj_class))
            return add(b"K%d;" % item._kj_number)
        if returned and id(item) in self.numbers:
            return add(b"K%d;" % self.numbers[id(item)])
        if returned and id(item) in self.class_numbers:
            return add(b"J%d;" % self.class_numbers[id(item)])
        if kind is range and not self.trusts:
            add(b"R")
            return ((item.start, item.stop, item.step),)
        if isinstance(item, type) and (_TYPES.get(type_name(item)) is item or _library_tag(item)):
            return _add_text(add, b"g", "%s.%s" % (item.__module__, type_name(item)))
        path = None if self.trusts else _path_of(item, kind)
        if path:
            return _add_text(add, b"g", path)
        if isinstance(item, BaseException):
            origin = item.__dict__.get("_kj_origin")
            if type(origin) is int:
                return add(b"K%d;" % origin)
            if _EXCEPTIONS.get(type_name(kind)) is kind:
                _add_text(add, b"x", type_name(kind))
                return (item.args if type(item.args) is tuple else (),)
        if isinstance(item, type):
            return add(b"k%d;" % self.export_class(item))
        return add(b"o%d,%d;" % (self.export(item), self.export_class(kind)))

    # Objects and classes of the other side

    def decode_object(self, tag, numbers):
        if tag == b"o":
            number, class_number = numbers
            reference = self.proxies.get(number)
            item = reference and reference()
            if item is None:
                item = make_proxy(self.mirror(class_number), number)
                self.proxies[number] = _weakref.ref(item)
            return item
        (number,) = numbers
        if tag == b"k":
            return self.mirror(number)
        if tag == b"J":
            return self.classes[number]
        item = self.exported[number]
        if isinstance(item, BaseException):
            item.__dict__["_kj_mine"] = True
        return item

    def mirror(self, number):
        """The class here of the other side's class `number`, made from its description when first seen."""
        if number not in self.mirrors:
            for entry in self.ask(b"T", number):
                of, name, bases, specials, unhashable = entry
                if len(self.mirrors) > CLASSES or len(bases) > 100:
                    raise Malformed("too many classes")
                if of not in self.mirrors:
                    bases = [_EXCEPTIONS[base] if type(base) is str else self.mirrors[base] for base in bases]
                    self.mirrors[of] = make_mirror(self, of, name, bases, specials, unhashable)
        return self.mirrors[number]

    def find_type(self, path):
        """Also functions of libraries on the program's side, which has nothing to fear from the test's."""
        if not self.trusts or ":" not in path:
            return Values.find_type(self, path)
        module, _, name = path.partition(":")
        item = __import__(module, None, None, [""])
        for part in name.split("."):
            item = getattr(item, part)
        return item

    def make_range(self, parts):
        if not self.trusts:
            raise Malformed("a range")
        return range(*parts)
