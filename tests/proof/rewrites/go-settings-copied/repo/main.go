package main

import (
	"fmt"
	"os"
)

func main() {
	text, err := os.ReadFile("settings.yaml")
	fmt.Println(string(text), err)
}
