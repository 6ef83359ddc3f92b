// A server that says hello, and a client for it.
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
)

func main() {
	if len(os.Args) > 1 {
		get(os.Args[1])
		return
	}
	http.HandleFunc("GET /hello", func(answer http.ResponseWriter, request *http.Request) {
		fmt.Fprintln(answer, "hello from", request.Host)
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
