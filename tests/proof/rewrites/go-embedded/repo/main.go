// Prints a file that is part of the program.
package main

import (
	"embed"
	"fmt"
	"os"
)

//go:embed web
var web embed.FS

func main() {
	text, err := web.ReadFile("web/" + os.Args[1])
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(string(text))
}
