const lines = require("fs").readFileSync(0, "utf8").split("\n");
let total = 0n;
let best = null;
for (let i = 1; i <= Number(lines[0]); i++) {
  const value = BigInt(lines[i]);
  total += value;
  if (best === null || value > best) best = value;
}
console.log(`${total}\n${best}`);
