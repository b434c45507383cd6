package linkedintest

// LittleText reads a commentary and writes it plainly and as the API hands it out.
func LittleText(sent string) (plain, wire string) {
	text := parseLittleText(sent)
	return text.plain(), text.wire()
}

// An Operation is a row of the table of operations.
type Operation struct {
	Endpoint, Method, Path, Name string
	Scopes                       []string
}

// Operations is the table.
func Operations() []Operation {
	var out []Operation
	for _, rt := range routes() {
		out = append(out, Operation{rt.endpoint(), string(rt.method), rt.path, rt.name, rt.scopes})
	}
	return out
}
