for (const line of require("fs").readFileSync(0, "utf8").trimEnd().split("\n")) {
  let best = -1;
  console.log(line.split(" ").filter((word) => Number(word) > best && ((best = Number(word)), true)).join(" "));
}
