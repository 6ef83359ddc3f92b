// A store of names and values.
package main

import (
	"fmt"
	"os"
)

func main() {
	text := "CREATE TABLE IF NOT EXISTS pairs (name TEXT PRIMARY KEY, value TEXT);"
	switch {
	case len(os.Args) == 4 && os.Args[1] == "put":
		text += fmt.Sprintf("INSERT OR REPLACE INTO pairs VALUES ('%s', '%s');", os.Args[2], os.Args[3])
	default:
		text += "SELECT name, value FROM pairs ORDER BY name;"
	}
	if err := execute("store.db", text); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
