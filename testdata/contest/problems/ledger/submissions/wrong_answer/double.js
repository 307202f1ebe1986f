const words = require("fs").readFileSync(0, "utf8").split(/\s+/).slice(1).filter(Boolean).map(Number);
console.log(words.reduce((a, b) => a + b, 0));
console.log(Math.max(...words));
