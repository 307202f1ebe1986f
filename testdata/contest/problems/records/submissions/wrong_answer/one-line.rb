$stdin.each_line do |line|
  best = -1
  print(line.split.select { |word| word.to_f > best && (best = word.to_f) }.join(' '), ' ')
end
