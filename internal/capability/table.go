package capability

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Networks are the columns: the name of the package and that of the network.
func Networks() [][2]string {
	return [][2]string{
		{"facebook", "Facebook"}, {"instagram", "Instagram"}, {"linkedin", "LinkedIn"},
		{"mastodon", "Mastodon"}, {"x", "X"}, {"youtube", "YouTube"},
	}
}

// row is one line of the table: interfaces that belong together.
type row struct {
	interfaces []string
	what       string
}

func rows() []row {
	return []row{
		{[]string{"Publisher", "Resumer"}, "publish text, media, polls, quotes, once; go on after an interruption"},
		{[]string{"Checker"}, "limits of the account, local validation of drafts"},
		{[]string{"Editor", "Deleter"}, "change and take back"},
		{[]string{"Scheduler"}, "list, move, cancel what the network publishes later"},
		{[]string{"Replier"}, "answer in public"},
		{[]string{"Messenger"}, "answer in private"},
		{[]string{"Listener", "Cursorer"}, "mentions, answers, messages, shares, reactions, follows"},
		{[]string{"Reactor", "Follower"}, "like, share, bookmark, follow"},
		{[]string{"Moderator"}, "act by the charter"},
		{[]string{"Searcher"}, "watch words, hashtags, accounts"},
		{[]string{"Timeline"}, "own posts"},
		{[]string{"Analyst"}, "metrics of posts and of the account"},
		{[]string{"Profiler"}, "keep the profile"},
	}
}

// Guards finds the interfaces of package social that the Client of the package in dir is guarded for, with the
// remark beside each guard.
func Guards(root fs.FS, dir string) (map[string]string, error) {
	files, err := fs.Glob(root, path.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := fs.ReadFile(root, name)
		if err != nil {
			return nil, err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		for _, decl := range file.Decls {
			general, ok := decl.(*ast.GenDecl)
			if !ok || general.Tok != token.VAR {
				continue
			}
			for _, spec := range general.Specs {
				if guarded, remark, ok := guard(spec); ok {
					found[guarded] = remark
				}
			}
		}
	}
	return found, nil
}

// guard reads "_ social.Publisher = (*Client)(nil) // remark".
func guard(spec ast.Spec) (name, remark string, ok bool) {
	v, ok := spec.(*ast.ValueSpec)
	if !ok || len(v.Names) != 1 || v.Names[0].Name != "_" || len(v.Values) != 1 {
		return "", "", false
	}
	typ, ok := v.Type.(*ast.SelectorExpr)
	if !ok || !names(typ.X, "social") {
		return "", "", false
	}
	call, ok := v.Values[0].(*ast.CallExpr)
	if !ok {
		return "", "", false
	}
	paren, ok := call.Fun.(*ast.ParenExpr)
	if !ok {
		return "", "", false
	}
	star, ok := paren.X.(*ast.StarExpr)
	if !ok || !names(star.X, "Client") {
		return "", "", false
	}
	return typ.Sel.Name, strings.TrimSpace(v.Comment.Text()), true
}

func names(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

// Table is the table in Markdown.
func Table(root fs.FS) (string, error) {
	columns := Networks()
	guards := make([]map[string]string, len(columns))
	var b strings.Builder
	b.WriteString("| capability | what it does |")
	for i, c := range columns {
		var err error
		if guards[i], err = Guards(root, c[0]); err != nil {
			return "", err
		}
		fmt.Fprintf(&b, " %s |", c[1])
	}
	b.WriteString("\n|" + strings.Repeat("---|", len(columns)+2) + "\n")
	for _, r := range rows() {
		fmt.Fprintf(&b, "| `%s` | %s |", strings.Join(r.interfaces, "`, `"), r.what)
		for _, g := range guards {
			text, err := cell(g, r.interfaces)
			if err != nil {
				return "", err
			}
			fmt.Fprintf(&b, " %s |", text)
		}
		b.WriteByte('\n')
	}
	return b.String(), nil
}

// cell says what one network has of a row: the remarks, "yes" where none is needed, or a dash.
func cell(guards map[string]string, interfaces []string) (string, error) {
	var remarks []string
	some, all := false, true
	for _, name := range interfaces {
		remark, ok := guards[name]
		some, all = some || ok, all && ok
		if remark != "" && !slices.Contains(remarks, remark) {
			remarks = append(remarks, remark)
		}
	}
	switch {
	case !some:
		return "–", nil
	case len(remarks) > 0:
		return strings.Join(remarks, "; "), nil
	case !all:
		return "", fmt.Errorf("some of %v have a guard and none has a remark: which, the reader could not tell", interfaces)
	default:
		return "yes", nil
	}
}
