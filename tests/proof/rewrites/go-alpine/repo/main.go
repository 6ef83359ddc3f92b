// Tells the offset of time zones on the day that the epoch began.
package main

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"
)

func main() {
	http.HandleFunc("/", func(answer http.ResponseWriter, request *http.Request) {
		name := strings.TrimPrefix(request.URL.Path, "/")
		zone, err := time.LoadLocation(name)
		if err != nil {
			fmt.Fprintln(answer, err)
			return
		}
		known, _ := os.ReadFile("zones/list.txt")
		fmt.Fprintln(answer, time.Unix(0, 0).In(zone), strings.Contains(string(known), name))
	})
	if err := http.ListenAndServe(":8080", nil); err != nil {
		panic(err)
	}
}
