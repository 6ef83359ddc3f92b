// Adds its arguments.
package main

import (
	"fmt"
	"os"
	"strconv"
)

func main() {
	total := 0.0
	for _, text := range os.Args[1:] {
		number, err := strconv.ParseFloat(text, 64)
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		total += number
	}
	fmt.Println(total)
}
