class Solution:
    memo = {}
    def solve(self, n):
        if n not in self.memo:
            self.memo[n] = n if n < 2 else self.solve(n - 1) + self.solve(n - 2)
        return self.memo[n]
print(Solution().solve(80), Solution, Solution.__module__, Solution.solve.__qualname__)
