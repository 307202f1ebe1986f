puts 0
puts 1
