class Solution:
    def longestStreak(self, days: List[int]) -> int:
        days = sorted(days)
        best = run = 1 if days else 0
        for before, after in zip(days, days[1:]):
            run = run + 1 if after == before + 1 else 1
            best = max(best, run)
        return best
