values = $stdin.read.split.drop(1).map(&:to_f)
mean = values.sum / values.size
spread = Math.sqrt(values.sum { |v| (v - mean)**2 } / values.size)
puts "#{mean} #{spread} m"
