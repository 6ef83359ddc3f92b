// Greets whom it is told to.
package main

import (
	"fmt"
	"os"
	"strings"

	"example.org/greet"
)

func main() { fmt.Println(greet.Hello(strings.Join(os.Args[1:], " "))) }
