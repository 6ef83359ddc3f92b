package pages

import "testing"

func TestFront(t *testing.T) {
	if Front()["Title"] != "Front" {
		t.Fail()
	}
}
