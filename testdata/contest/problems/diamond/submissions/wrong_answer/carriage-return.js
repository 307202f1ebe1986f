const n = Number(require("fs").readFileSync(0, "utf8"));
for (let row = 1 - n; row < n; row++) {
  process.stdout.write(" ".repeat(Math.abs(row)) + "*".repeat(2 * (n - Math.abs(row)) - 1) + "\r\n");
}
