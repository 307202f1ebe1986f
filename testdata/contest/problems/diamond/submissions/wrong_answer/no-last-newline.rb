n = gets.to_i
rows = (0...n).map { |i| ' ' * (n - 1 - i) + '*' * (2 * i + 1) }
print((rows + rows[0...-1].reverse).join("\n"))
