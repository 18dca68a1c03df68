// Package clipped cuts texts of others to what a message may repeat of them.
package clipped

import "strings"

// usual is how much of a value a message repeats, in characters: enough to find it again.
const usual = 60

// Value is as much of a value as a message repeats.
func Value(text string) string { return Text(text, usual) }

// Text is at most so many characters of a text, with … where some are left out. What is no UTF-8 becomes �.
func Text(text string, most int) string {
	count := 0
	for at := range text {
		if count == most {
			return strings.ToValidUTF8(text[:at], "�") + "…"
		}
		count++
	}
	return strings.ToValidUTF8(text, "�")
}
