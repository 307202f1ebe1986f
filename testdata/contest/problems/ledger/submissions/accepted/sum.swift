guard let n = readLine().flatMap({ Int($0) }) else { fatalError("no count") }
let values = (0..<n).compactMap { _ in readLine().flatMap { Int($0) } }
print(values.reduce(0, +))
print(values.max() ?? 0)
