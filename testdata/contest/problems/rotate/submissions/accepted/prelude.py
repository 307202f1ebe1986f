# Annotations and deque come from the prelude, as in LiveCodeBench.
def rotate(values: List[int], k: int) -> List[int]:
    turned = deque(values)
    turned.rotate(k)
    return list(turned)
