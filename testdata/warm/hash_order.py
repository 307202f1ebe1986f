print(hash("a"), set("hello world"), {x: 1 for x in "zyx"})
