read -r t
for (( i = 0; i < t; i++ )); do echo "two primes"; done
