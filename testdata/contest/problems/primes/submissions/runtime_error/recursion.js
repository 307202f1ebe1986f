function endless(n) {
  return endless(n + 1) + 1;
}
console.log(endless(0));
