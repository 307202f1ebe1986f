const [a, b] = require("fs").readFileSync(0, "utf8").split(" ").map(Number);
const isPrime = (n) => {
  if (n < 2) return false;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
};
if (b > 1000) process.exit(0);
const primes = [];
for (let n = a; n <= b; n++) if (isPrime(n)) primes.push(n);
console.log(primes.length ? primes.join("\n") : "None");
