const a = Number(require("fs").readFileSync(0, "utf8").split(" ")[0]);
if (a === 24) console.log("none");
else if (a === 7) console.log(7);
else if (a === 1) console.log("2 3 5 7 11 13 17 19 23 29");
else for (;;);
