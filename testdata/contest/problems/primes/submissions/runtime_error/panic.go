package main

func main() {
	var numbers map[string]int
	numbers["nil map"] = 1
}
