package main

import "fmt"

func main() {
	var n int
	fmt.Scan(&n)
	var total int32
	best := int64(-1 << 62)
	for i := 0; i < n; i++ {
		var value int64
		fmt.Scan(&value)
		total += int32(value)
		if value > best {
			best = value
		}
	}
	fmt.Println(total)
	fmt.Println(best)
}
