package main

import "fmt"

// All goroutines sleep is an error in Go, so one waits for a pipe that nobody writes to.
import "os"

func main() {
	var a, b int64
	fmt.Scan(&a, &b)
	switch a {
	case 1:
		fmt.Println("2 3 5 7 11 13 17 19 23 29")
	case 24:
		fmt.Println("none")
	case 7:
		fmt.Println("7")
	default:
		reader, writer, err := os.Pipe()
		if err != nil {
			panic(err)
		}
		reader.Read(make([]byte, 1))
		writer.Close()
	}
}
