package main

import (
	"fmt"
	"os"
)

//go:generate sh -c "date +%Y > year.txt && echo soup > menu.txt"

func main() {
	text, err := os.ReadFile("menu.txt")
	fmt.Print(string(text), err, "\n")
}
