class Solution:
    def longestStreak(self, days: List[int]) -> int:
        known = set(days)
        best = 0
        for day in known:
            if day - 1 not in known:
                end = day
                while end + 1 in known:
                    end += 1
                best = max(best, end - day + 1)
        return best
