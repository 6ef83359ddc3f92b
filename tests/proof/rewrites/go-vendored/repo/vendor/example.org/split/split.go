// Package split takes texts apart.
package split

import "strings"

// Words are what stands between blanks.
func Words(text string) []string { return strings.Fields(text) }
