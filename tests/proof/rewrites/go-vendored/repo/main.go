// Counts the words of its input.
package main

import (
	"fmt"
	"io"
	"os"

	"example.org/split"
)

func main() {
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		panic(err)
	}
	words := split.Words(string(text))
	if len(os.Args) > 1 {
		fmt.Println(len(text), "letters")
		return
	}
	fmt.Println(len(words), "words")
}
