// Pages made of templates, and the files beside them.
package main

import (
	"fmt"
	"html/template"
	"io"
	"net/http"
	"os"

	"example.org/site/internal/pages"
)

func main() {
	if len(os.Args) > 1 {
		get(os.Args[1])
		return
	}
	page := template.Must(template.ParseGlob("templates/*.html"))
	http.Handle("/static/", http.StripPrefix("/static/", http.FileServer(http.Dir("static"))))
	http.HandleFunc("/", func(answer http.ResponseWriter, request *http.Request) {
		page.ExecuteTemplate(answer, "index.html", pages.Front())
	})
	if err := http.ListenAndServe(":"+os.Getenv("PORT"), nil); err != nil {
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
