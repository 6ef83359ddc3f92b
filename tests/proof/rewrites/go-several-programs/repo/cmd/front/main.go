package main

import (
	"fmt"

	"example.org/several/shared"
)

func main() { fmt.Println(shared.Greet("front")) }
