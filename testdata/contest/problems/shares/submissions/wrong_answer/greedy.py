n = int(input())
values = list(map(int, input().split()))
sums = [0, 0]
first = []
for coin in sorted(range(n), key=lambda i: -values[i]):
    poorer = sums[1] < sums[0]
    sums[poorer] += values[coin]
    if not poorer:
        first.append(coin + 1)
print(abs(sums[0] - sums[1]))
print(*first)
