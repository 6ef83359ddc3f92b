// Package config reads what lies beside the program.
package config

import (
	"encoding/json"
	"os"
)

// Greeting is what config.json says.
func Greeting() string {
	var config struct{ Greeting string }
	text, err := os.ReadFile("config.json")
	if err == nil {
		err = json.Unmarshal(text, &config)
	}
	if err != nil {
		return err.Error()
	}
	return config.Greeting
}
