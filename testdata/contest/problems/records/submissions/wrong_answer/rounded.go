package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
)

func main() {
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		best := -1.0
		for _, word := range strings.Fields(in.Text()) {
			value, _ := strconv.ParseFloat(word, 64)
			if value > best {
				best = value
				fmt.Printf("%.1f ", value)
			}
		}
		fmt.Println()
	}
}
