"""A program with a docstring."""
print(__doc__)
x: int = 3
print(__annotations__)
