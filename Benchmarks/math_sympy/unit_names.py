"""Units: what kind they are of, how large, and how they are written."""

from fractions import Fraction

UNITS = {
    "km": ("length", Fraction(1000)), "m": ("length", Fraction(1)), "cm": ("length", Fraction(1, 100)),
    "mm": ("length", Fraction(1, 1000)), "ft": ("length", Fraction(3048, 10000)),
    "in": ("length", Fraction(254, 10000)), "mi": ("length", Fraction(1609344, 1000)),
    "yd": ("length", Fraction(9144, 10000)), "kg": ("mass", Fraction(1)), "g": ("mass", Fraction(1, 1000)),
    "mg": ("mass", Fraction(1, 10 ** 6)), "h": ("time", Fraction(3600)), "min": ("time", Fraction(60)),
    "s": ("time", Fraction(1)), "days": ("time", Fraction(86400)), "L": ("volume", Fraction(1, 1000)),
    "mL": ("volume", Fraction(1, 10 ** 6)), "cm^3": ("volume", Fraction(1, 10 ** 6)), "m^3": ("volume", Fraction(1)),
    "m^2": ("area", Fraction(1)), "cm^2": ("area", Fraction(1, 10 ** 4)), "km^2": ("area", Fraction(10 ** 6)),
    "km/h": ("speed", Fraction(5, 18)), "m/s": ("speed", Fraction(1)), "J": ("energy", Fraction(1)),
    "kJ": ("energy", Fraction(1000)), "N": ("force", Fraction(1)), "kN": ("force", Fraction(1000)),
    "dollars": ("dollar", Fraction(1)), "cents": ("dollar", Fraction(1, 100)),
    "years": ("months", Fraction(12)), "months": ("months", Fraction(1)),
}
UNIT_NAMES = {
    "km": ["km", "kilometers"], "m": ["m", "meters", "metres"], "cm": ["cm", "centimeters"],
    "mm": ["mm", "millimeters"], "ft": ["ft", "feet"], "in": ["inches", "in."], "mi": ["miles", "mi"],
    "yd": ["yards", "yd"], "kg": ["kg", "kilograms"], "g": ["g", "grams"], "mg": ["mg", "milligrams"],
    "h": ["h", "hours", "hr"], "min": ["minutes", "min"], "s": ["s", "seconds"], "L": ["L", "liters"],
    "mL": ["mL", "ml", "milliliters"], "J": ["J", "joules"], "N": ["N", "newtons"],
}
