import dataclasses, enum, pickle, typing
@dataclasses.dataclass(order=True)
class Point:
    x: int
    y: int = 0
class Colour(enum.Enum):
    RED = 1
print(pickle.loads(pickle.dumps([Point(1), Colour.RED])), typing.get_type_hints(Point), Point.__module__)
import __main__
print(__main__.Point is Point)
