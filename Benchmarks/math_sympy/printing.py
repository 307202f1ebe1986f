"""Prints values as people write them."""

from fractions import Fraction

import mpmath as mp
import sympy as sp
import re

from expressions import *
from unit_names import *
from values import *


SUM, PRODUCT, POWER, ATOM = range(4)
SUPERSCRIPTS = str.maketrans("0123456789-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿ")
VULGAR = {(1, 2): "½", (1, 4): "¼", (3, 4): "¾", (1, 3): "⅓", (2, 3): "⅔"}
NUMERALS = {"int", "dec", "thousands", "repeating"}


class ValueWriter:
    """Prints trees as one hand would, out of the many: LaTeX, plain text, or text with Unicode signs."""

    def __init__(self, r, kind):
        self.r, self.kind, self.latex = r, kind, kind == "latex"
        self.loose = r.random() < 0.5
        self.fraction = r.choice(["\\frac", "\\frac", "\\dfrac", "\\tfrac"])
        self.tall = r.random() < 0.4
        self.star = r.choice(["*", "*", " * "])
        self.caret = r.choice(["^", "^", "**"]) if kind == "plain" else "^"

    def chance(self, p):
        return self.r.random() < p

    def write(self, e):
        text = self.structure(e) if e.op in STRUCTURES or e.op == "eq" else self.term(e)[0]
        if self.latex and self.chance(0.12):
            text = self.r.choice(["${}$", "\\({}\\)", "$ {} $", "\\displaystyle {}", "{{{}}}"]).format(text)
        return text

    # -- pieces

    @property
    def minus(self):
        return "−" if self.kind == "unicode" else "-"

    def joined(self, *parts):
        """Concatenation that keeps a command apart from a letter behind it."""
        text = ""
        for part in parts:
            if re.search(r"\\[a-zA-Z]+$", text) and part[:1].isalpha():
                text += " "
            text += part
        return text

    def parens(self, text, left="(", right=")"):
        if self.latex and (self.tall or "frac" in text):
            return self.joined("\\left" + left, text) + "\\right" + right
        return left + text + right

    def at_least(self, e, level, bare=False):
        text, own = self.term(e, bare)
        return text if own >= level else self.parens(text)

    def braced(self, text):
        return "{" + text + "}"

    # -- numbers and expressions: text and level

    def term(self, e, bare=True):
        return getattr(self, "put_" + OPERATIONS.get(e.op, e.op))(e, bare)

    def put_int(self, e, bare):
        return str(e.data), ATOM

    def put_dec(self, e, bare):
        return e.data, ATOM

    def put_thousands(self, e, bare):
        whole, dot, part = e.data.partition(".")
        groups = f"{int(whole):,}"
        if self.latex:
            groups = groups.replace(",", self.r.choice([",", "{,}", "\\,", ",\\!"]))
        return groups + dot + part, ATOM

    def put_sci(self, e, bare):
        mantissa, exponent = e.data
        if self.latex:
            return f"{mantissa} " + self.r.choice(["\\times", "\\cdot"]) + f" 10^{{{exponent}}}", PRODUCT
        if self.kind == "unicode":
            return f"{mantissa}×10{str(exponent).translate(SUPERSCRIPTS)}", PRODUCT
        return mantissa + self.r.choice([f"e{exponent}", f"E{exponent}", f"*10^({exponent})"]), PRODUCT

    def put_repeating(self, e, bare):
        whole, fixed, period = e.data
        if not self.latex:
            return f"{whole}.{fixed}({period})", ATOM
        forms = [f"{whole}.{fixed}\\overline{{{period}}}", f"{whole}.{fixed}\\overline{{{period}}}"]
        if len(period) == 1:
            forms += [f"{whole}.{fixed}\\dot{{{period}}}", f"{whole}.{fixed}\\bar{{{period}}}"]
        return self.r.choice(forms), ATOM

    def put_based(self, e, bare):
        digits, base = e.data
        return (digits + "_" + (str(base) if base < 10 and self.chance(0.5) else f"{{{base}}}")), ATOM

    def put_mixed(self, e, bare):
        whole, above, below = e.data
        if self.kind == "unicode" and (above, below) in VULGAR:
            return f"{whole}{VULGAR[above, below]}", SUM
        if not self.latex:
            return f"{whole} {above}/{below}", SUM
        return str(whole) + self.r.choice(["", "", " ", "\\,"]) + self.frac(str(above), str(below)), SUM

    def put_percent(self, e, bare):
        signs = ["\\%", " \\%", "\\%"] if self.latex else ["%", "%", " percent"]
        return self.at_least(e.args[0], ATOM) + self.r.choice(signs), POWER

    def put_deg(self, e, bare):
        number = self.at_least(e.args[0], ATOM)
        return number + (self.r.choice(["^\\circ", "^{\\circ}"]) if self.latex else "°"), POWER

    def put_sym(self, e, bare):
        greek = {"theta": "θ", "alpha": "α", "beta": "β"}
        if e.data in greek:
            return ("\\" + e.data if self.latex else greek[e.data] if self.kind == "unicode" else e.data), ATOM
        return e.data, ATOM

    def put_const(self, e, bare):
        names = {"pi": ("\\pi", "pi", "π"), "inf": ("\\infty", "inf", "∞")}
        if e.data in names:
            return names[e.data][["latex", "plain", "unicode"].index(self.kind)], ATOM
        return e.data, ATOM

    def put_neg(self, e, bare):
        if e.args[0].op == "mixed":  # -1 1/2 is minus three halves
            return self.minus + self.term(e.args[0])[0], SUM
        return self.joined(self.minus, self.at_least(e.args[0], PRODUCT, True)), SUM

    def put_sum_of_terms(self, e, bare):
        text = ""
        for index, term in enumerate(e.args):
            negative = term.op == "neg"
            part = self.at_least(term.args[0] if negative else term, PRODUCT, True)
            sign = self.minus if negative else "+"
            if index == 0:
                text = sign + part if negative else part
            else:
                text = text + (f" {sign} " if self.loose else sign) + part
        return text, SUM

    def put_product(self, e, bare):
        text = ""
        for index, factor in enumerate(e.args):
            last = index == len(e.args) - 1
            tail = bare if last else self.latex and e.args[index + 1].op == "fn"
            part = self.at_least(factor, POWER, tail)
            text = part if index == 0 else text + self.times(e.args[index - 1], factor, text, part) + part
        return text, PRODUCT

    def times(self, left, right, before, after):
        """What stands between two factors: nothing where that is certain to be read as a product."""
        numbers = left.op in NUMERALS and right.op in NUMERALS
        if self.explicit(left, right, before, after) or self.chance(0.25 if self.latex else 0.5):
            if self.latex:
                sign = "\\times" if self.chance(0.5 if numbers else 0.1) else "\\cdot"
                return f" {sign} "
            return self.r.choice(["·", "×", "*"]) if self.kind == "unicode" else self.star
        if re.search(r"\\[a-zA-Z]+$", before) and after[0].isalpha():
            return " "
        return self.r.choice(["", "", "", " ", "\\,"]) if self.latex else ""

    def explicit(self, left, right, before, after):
        if left.op in ("dec", "percent", "deg", "fact", "abs", "thousands", "repeating", "sum", "prod"):
            return True
        if after[0].isdigit() or after[0] in "½¼¾⅓⅔" or before[-1] in "½¼¾⅓⅔|" or right.op == "percent":
            return True
        if left.op == "int" and (right.op == "/" or right.op == "^" and right.args[0].op == "/"):
            return True
        if left.op in ("sym", "const") and after[0] == "(" and left.data not in "xyzab":
            return True
        if left.op == "fn" and right.op not in ("fn", "^") or left.op == right.op == "sym" and left.data == right.data:
            return True
        if left.op == "^" and not self.latex and after[0] != "(":
            return True
        if not self.latex and after[0].isalpha() and before[-1].isalnum():
            return not (left.op == "int" or left.op == right.op == "sym" and len(left.data + right.data) == 2)
        return False

    def frac(self, above, below):
        if self.fraction == "\\frac" and self.chance(0.3):
            if re.fullmatch(r"\d", above):
                return "\\frac" + above + (below if re.fullmatch(r"\d", below) else self.braced(below))
        return self.fraction + self.braced(above) + self.braced(below)

    def put_quotient(self, e, bare):
        above, below = e.args
        small = (above.data, below.data) if above.op == below.op == "int" else None
        if self.kind == "unicode" and small in VULGAR and self.chance(0.3):
            return VULGAR[small], ATOM
        plain = all(arg.op in ("int", "sym", "const") for arg in e.args)
        if not self.latex or plain and self.chance(0.12):
            return self.at_least(above, POWER) + "/" + self.at_least(below, ATOM), PRODUCT
        # As the base of a power a fraction needs parentheses, as a factor it does not.
        return self.frac(self.term(above)[0], self.term(below)[0]), POWER

    def put_power(self, e, bare):
        base, exponent = e.args
        if base.op == "const" and base.data == "e" and self.chance(0.2):
            name = "\\exp" if self.latex else "exp"
            return name + self.parens(self.term(exponent)[0]), POWER
        if base.op == "fn" and base.data in ("sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh"):
            if exponent.op == "int" and exponent.data > 0 and self.chance(0.8):
                return self.function(base, bare, self.exponent(exponent)), POWER
        return self.at_least(base, ATOM) + self.exponent(exponent), POWER

    def exponent(self, e):
        text, level = self.term(e)
        if self.latex:
            return "^" + (text if len(text) == 1 and self.chance(0.8) else self.braced(text))
        if self.kind == "unicode" and re.fullmatch(r"[−]?\d+|n", text):
            return text.replace("−", "-").translate(SUPERSCRIPTS)
        return self.caret + (text if level == ATOM else self.parens(text))

    def put_root(self, e, bare):
        inner, level = self.term(e.args[0])
        index = e.data
        if self.latex:
            if index == 2 and self.chance(0.25) and re.fullmatch(r"\d|[a-z]", inner):
                return "\\sqrt" + (inner if inner.isdigit() else " " + inner), ATOM
            return "\\sqrt" + ("" if index == 2 else f"[{index}]") + self.braced(inner), ATOM
        if index != 2:
            return (inner if level == ATOM else self.parens(inner)) + f"{self.caret}(1/{index})", POWER
        if self.kind == "unicode":
            return "√" + (inner if e.args[0].op in ("int", "sym") else self.parens(inner)), ATOM
        return "sqrt" + self.parens(inner), ATOM

    def put_fn(self, e, bare):
        if e.data == "conj":
            return "\\overline" + self.braced(self.term(e.args[0])[0]), ATOM
        return self.function(e, bare, ""), POWER

    def function(self, e, bare, exponent):
        arg, name = e.args[0], e.data
        if not self.latex:
            if name.startswith("ar") and self.chance(0.4):
                name = "a" + name.removeprefix("arc").removeprefix("ar")
            return name + exponent + self.parens(self.term(arg)[0])
        if name in ("arsinh", "arcosh", "artanh"):
            name = self.r.choice(["\\operatorname{" + name + "}", "\\" + name[2:] + "^{-1}"])
        elif name.startswith("arc") and self.chance(0.3):
            name = "\\" + name[3:] + "^{-1}"
        else:
            name = "\\" + name
        text = self.term(arg)[0]
        simple = arg.op in ("sym", "int", "deg") or arg.op == "const" or arg.op == "/" and text.startswith("\\")
        if arg.op == "*" and [factor.op for factor in arg.args] == ["int", "sym"]:
            simple = True
        if bare and simple and self.chance(0.7):
            if "cdot" not in text and "times" not in text and not exponent.endswith(tuple("0123456789")):
                return name + exponent + (self.braced(text) if self.chance(0.15) else " " + text)
        return name + exponent + self.parens(text)

    def put_log(self, e, bare):
        base, arg = self.term(e.args[0])[0], self.term(e.args[1])[0]
        if self.latex:
            subscript = "_" + (base if len(base) == 1 and self.chance(0.5) else self.braced(base))
            if bare and e.args[1].op in ("int", "sym") and subscript.endswith("}") and self.chance(0.6):
                return "\\log" + subscript + " " + arg, POWER
            return "\\log" + subscript + self.parens(arg), POWER
        return f"log_{base}({arg})" if self.chance(0.6) else f"log({arg})/log({base})", PRODUCT

    def put_abs(self, e, bare):
        text = self.term(e.args[0])[0]
        if self.latex:
            if "|" in text or "frac" in text or self.tall:
                return self.joined("\\left|", text) + "\\right|", ATOM
            return self.r.choice([f"|{text}|", "\\lvert " + text + "\\rvert", "\\left|" + text + "\\right|"]), ATOM
        return (f"abs({text})" if "|" in text or self.chance(0.5) else f"|{text}|"), ATOM

    def put_floor(self, e, bare):
        text, name = self.term(e.args[0])[0], e.op
        if self.latex:
            if self.chance(0.5):
                return f"\\left\\l{name} {text} \\right\\r{name}", ATOM
            return f"\\l{name} {text} \\r{name}", ATOM
        if self.kind == "unicode":
            return {"floor": "⌊{}⌋", "ceil": "⌈{}⌉"}[name].format(text), ATOM
        return f"{name}({text})", ATOM

    def put_fact(self, e, bare):
        return self.at_least(e.args[0], ATOM) + "!", POWER

    def put_binom(self, e, bare):
        above, below = self.term(e.args[0])[0], self.term(e.args[1])[0]
        if self.latex:
            return self.r.choice(["\\binom", "\\binom", "\\dbinom"]) + self.braced(above) + self.braced(below), ATOM
        return f"binomial({above}, {below})", ATOM

    def put_series(self, e, bare):
        name, low, high = e.data
        sign = "\\sum" if e.op == "sum" else "\\prod"
        over = str(high) if len(str(high)) == 1 and self.chance(0.4) else self.braced(str(high))
        return f"{sign}_{{{name}={low}}}^{over} {self.at_least(e.args[0], PRODUCT, True)}", SUM

    def put_integral(self, e, bare):
        body = self.term(e.args[0])[0] if self.chance(0.4) else self.at_least(e.args[0], PRODUCT, True)
        low, high = self.term(e.args[1])[0], self.term(e.args[2])[0]
        low = low if len(low) == 1 and self.chance(0.6) else self.braced(low)
        high = high if len(high) == 1 and self.chance(0.6) else self.braced(high)
        return f"\\int_{low}^{high} {body}" + self.r.choice(["\\,", " ", "\\, "]) + "d" + e.data[0], SUM

    # -- structures


OPERATIONS = {
    "+": "sum_of_terms", "*": "product", "/": "quotient", "^": "power", "ceil": "floor", "sum": "series",
    "prod": "series", "int_": "integral",
}
