console.log("0\n1 1 1");
