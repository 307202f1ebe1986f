from __future__ import annotations


class Solution:
    def __init__(self):
        self.best = 0

    def longestStreak(self, days: list[int]) -> int:
        for _, group in groupby(enumerate(sorted(set(days))), key=lambda pair: pair[1] - pair[0]):
            self.best = max(self.best, len(list(group)))
        return self.best
