package linkedintest

// LittleText reads a commentary and writes it plainly and as the API hands it out.
func LittleText(sent string) (plain, wire string) {
	text := parseLittleText(sent)
	return text.plain(), text.wire()
}
