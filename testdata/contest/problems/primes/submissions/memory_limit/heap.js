const blocks = [];
for (;;) blocks.push(new Array(10000).fill(1.5));
