"""Prints sets, tuples, intervals, statements and units."""

from printing import *
from expressions import *
from unit_names import *
from values import *


class Writer(ValueWriter):
    """All that a pair can hold."""

    def structure(self, e):
        return getattr(self, "write_" + {"or": "alternatives", "list": "series", "set": "braces"}.get(e.op, e.op))(e)

    def items(self, e):
        comma = self.r.choice([", ", ","])
        return comma.join(self.write_item(arg) for arg in e.args)

    def write_item(self, e):
        return self.structure(e) if e.op in STRUCTURES else self.term(e)[0]

    def write_braces(self, e):
        left, right = ("\\{", "\\}") if self.latex else ("{", "}")
        return self.parens(self.items(e), left, right)

    def write_series(self, e):
        return self.items(e)

    def write_alternatives(self, e):
        word = self.r.choice(["\\text{ or }", ", ", "\\;\\text{or}\\;"] if self.latex else [" or ", ", "])
        sign = self.r.choice(["=", " = "])
        return word.join(f"{e.data}{sign}{self.term(arg)[0]}" for arg in e.args)

    def write_pm(self, e):
        middle, offset, below = e.args
        sign = "\\pm " if self.latex else "±" if self.kind == "unicode" else "+/-"
        text = sign + self.at_least(offset, PRODUCT)
        if not (middle.op == "int" and middle.data == 0):
            text = self.term(middle)[0] + " " + text
        if below.op == "int" and below.data == 1:
            return text
        return self.frac(text, self.term(below)[0]) if self.latex else f"({text})/{self.at_least(below, ATOM)}"

    def write_tuple(self, e):
        if e.data == "vector" and self.latex:
            return self.parens(self.items(e), "\\langle ", "\\rangle ").strip()
        return self.parens(self.items(e), *("<>" if e.data == "vector" else "()"))

    def write_matrix(self, e):
        rows, columns = e.data
        cells = [self.term(arg)[0] for arg in e.args]
        lines = [cells[row * columns:(row + 1) * columns] for row in range(rows)]
        if not self.latex:
            return "[" + ", ".join("[" + ", ".join(line) + "]" for line in lines) + "]"
        body = self.r.choice([" \\\\ ", "\\\\"]).join(self.r.choice([" & ", "&"]).join(line) for line in lines)
        name = self.r.choice(["pmatrix", "bmatrix", "array"])
        if name == "array":
            return f"\\left(\\begin{{array}}{{{'c' * columns}}}{body}\\end{{array}}\\right)"
        return f"\\begin{{{name}}}{body}\\end{{{name}}}"

    def write_intervals(self, e):
        parts = []
        for part in e.args:
            left, right = "[" if part.data[0] else "(", "]" if part.data[1] else ")"
            parts.append(self.parens(self.items(part), left, right))
        return {"latex": " \\cup ", "plain": " U ", "unicode": " ∪ "}[self.kind].join(parts)

    def relation(self, closed, reverse):
        if not closed:
            return "<>"[reverse]
        if self.latex:
            return self.r.choice([" \\ge ", " \\geq "] if reverse else [" \\le ", " \\leq "])
        return {"plain": ("<=", ">="), "unicode": (" ≤ ", " ≥ ")}[self.kind][reverse]

    def write_ineq(self, e):
        texts = []
        for part in e.args:
            low, body, high = part.args
            middle = self.term(body)[0]
            if low.op == "neg" and low.args[0] is INFINITY:
                text = self.one_sided(middle, high, part.data[1], False)
            elif high is INFINITY:
                text = self.one_sided(middle, low, part.data[0], True)
            else:
                text = self.term(low)[0] + self.relation(part.data[0], 0) + middle
                text += self.relation(part.data[1], 0) + self.term(high)[0]
            texts.append(text)
        text = (self.r.choice(["\\text{ or }", " \\lor "]) if self.latex else " or ").join(texts)
        if self.latex and self.chance(0.12):
            return f"\\{{{e.data} " + self.r.choice(["\\mid", ":"]) + f" {text}\\}}"
        return text

    def one_sided(self, middle, end, closed, above):
        if self.chance(0.25):
            return self.term(end)[0] + self.relation(closed, not above) + middle
        return middle + self.relation(closed, above) + self.term(end)[0]

    def write_assign(self, e):
        return e.data + self.r.choice(["=", " = "]) + self.write_item(e.args[0])

    def write_eq(self, e):
        return self.term(e.args[0])[0] + self.r.choice(["=", " = "]) + self.term(e.args[1])[0]

    def amount(self, e):
        """A number before a unit: a minus or a fraction needs no parentheses there."""
        level = POWER if self.latex else ATOM
        return self.minus + self.at_least(e.args[0], level) if e.op == "neg" else self.at_least(e, level)

    def write_angle(self, e):
        number = self.amount(e.args[0])
        if self.latex:
            return number + self.r.choice(["^\\circ", "^{\\circ}", "^\\circ", "\\text{ degrees}"])
        return number + self.r.choice(["°", " degrees"])

    def write_unit(self, e):
        number = self.amount(e.args[0])
        name = self.r.choice(UNIT_NAMES.get(e.data, [e.data]))
        if name == "dollars" and self.chance(0.5):
            return ("\\$" if self.latex else "$") + number
        if not self.latex:
            return f"{number} {name}"
        name = re.sub(r"\^(\d)", r"}^\1", name) + ("}" if "^" not in name else "")
        return number + self.r.choice(["\\text{ ", "\\ \\text{", "\\,\\mathrm{", " \\mathrm{~"]) + name
