// Notes down its arguments beside itself.
package main

import (
	"fmt"
	"os"
	"strings"
	"time"
)

func main() {
	settings, err := os.ReadFile("settings.json")
	if err != nil {
		panic(err)
	}
	notes, err := os.OpenFile("notes.txt", os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		panic(err)
	}
	fmt.Fprintln(notes, os.Getenv("NAME"), strings.Join(os.Args[1:], " "), len(settings))
	notes.Close()
	if os.Args[len(os.Args)-1] == "wait" {
		time.Sleep(time.Hour)
	}
}
