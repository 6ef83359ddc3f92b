package pages

// Front is what the front page shows.
func Front() map[string]string { return map[string]string{"Title": "Front"} }
