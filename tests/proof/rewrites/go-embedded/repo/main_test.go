package main

import "testing"

func TestIndex(t *testing.T) {
	if _, err := web.ReadFile("web/index.html"); err != nil {
		t.Fatal(err)
	}
}
