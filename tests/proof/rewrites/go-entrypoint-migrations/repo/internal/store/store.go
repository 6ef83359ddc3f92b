// Package store knows the migrations.
package store

import "os"

// Migrations are the names of all of them.
func Migrations() ([]string, error) {
	entries, err := os.ReadDir("internal/store/migrations")
	names := []string{}
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names, err
}
