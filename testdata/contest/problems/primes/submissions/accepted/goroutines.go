package main

import (
	"fmt"
	"math/big"
	"sync"
)

func main() {
	var a, b int64
	fmt.Scan(&a, &b)
	prime := make([]bool, b-a+1)
	var group sync.WaitGroup
	for part := int64(0); part < 8; part++ {
		group.Add(1)
		go func(part int64) {
			defer group.Done()
			for n := a + part; n <= b; n += 8 {
				prime[n-a] = big.NewInt(n).ProbablyPrime(0)
			}
		}(part)
	}
	group.Wait()
	found := false
	for i, is := range prime {
		if is {
			fmt.Println(a + int64(i))
			found = true
		}
	}
	if !found {
		fmt.Println("none")
	}
}
