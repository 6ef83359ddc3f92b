package main

import (
	"fmt"
	"os"

	"example.org/several/shared"
)

func main() {
	words, err := os.ReadFile("shared/words.txt")
	fmt.Println(shared.Greet("back"), string(words), err)
}
