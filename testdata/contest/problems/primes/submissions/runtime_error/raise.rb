raise 'no primes today'
