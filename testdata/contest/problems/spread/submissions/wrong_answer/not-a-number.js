console.log(NaN, Infinity);
