values = $stdin.read.split.map(&:to_i).drop(1)
puts values.sum
puts values.max
