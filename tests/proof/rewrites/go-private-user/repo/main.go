// Greets as its configuration says.
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"

	"example.org/api/internal/config"
)

var version = "none"

func main() {
	if len(os.Args) > 1 {
		get(os.Args[1])
		return
	}
	http.HandleFunc("/", func(answer http.ResponseWriter, request *http.Request) {
		fmt.Fprintln(answer, version, config.Greeting())
	})
	if err := http.ListenAndServe(":8080", nil); err != nil {
		panic(err)
	}
}

func get(url string) {
	answer, err := http.Get(url)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body)
	fmt.Println(answer.StatusCode, answer.Header.Get("Content-Type"), string(body))
}
