package shared

// Greet names a program.
func Greet(name string) string { return "this is " + name }
