n = int(input())
values = list(map(int, input().split()))
reached = {0: []}
for coin in range(n, 0, -1):
    for total, coins in list(reached.items()):
        if total + values[coin - 1] not in reached:
            reached[total + values[coin - 1]] = coins + [coin]
best = min(reached, key=lambda total: abs(sum(values) - 2 * total))
print(abs(sum(values) - 2 * best))
print(*reached[best])
