class Solution:
    def longestStreak(self, days: List[int]) -> int:
        return len(set(days))
