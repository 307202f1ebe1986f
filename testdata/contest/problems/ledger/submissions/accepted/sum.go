package main

import (
	"bufio"
	"fmt"
	"os"
)

func main() {
	in := bufio.NewReader(os.Stdin)
	var n int
	fmt.Fscan(in, &n)
	var total, best int64
	for i := 0; i < n; i++ {
		var value int64
		fmt.Fscan(in, &value)
		total += value
		if i == 0 || value > best {
			best = value
		}
	}
	fmt.Println(total)
	fmt.Println(best)
}
