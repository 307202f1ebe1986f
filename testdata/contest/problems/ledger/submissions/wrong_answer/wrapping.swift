guard let n = readLine().flatMap({ Int($0) }) else { fatalError("no count") }
var total: Int32 = 0
var best = Int.min
for _ in 0..<n {
  guard let value = readLine().flatMap({ Int($0) }) else { break }
  total &+= Int32(truncatingIfNeeded: value)
  best = max(best, value)
}
print(total)
print(best)
