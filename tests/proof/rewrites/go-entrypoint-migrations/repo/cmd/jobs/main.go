package main

import (
	"fmt"
	"os/exec"
	"time"
)

func main() {
	said, err := exec.Command("git", "--version").Output()
	fmt.Println(string(said), err)
	time.Sleep(5 * time.Minute)
}
