package main

import "fmt"

func main() {
	total := 0
	fmt.Println("an unused variable is an error")
}
