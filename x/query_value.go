package x

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/relais-go/relais/internal/link"
)

// valueKind says what an operator takes.
type valueKind int

const (
	valueText valueKind = iota
	valueNone
	valueHashtag
	valueCashtag
	valueUser
	valueID
	valueContext
	valueCountry
	valueArea
	valueNumber
	valueRange
	valueLang
	valuePercent
	valueFraction
)

// write brings a value into the form of the query language, or says why it cannot be.
func (k valueKind) write(v string) (text, problem string) {
	v = strings.TrimSpace(v)
	switch k {
	case valueNone:
		if v != "" {
			return "", "takes no value"
		}
		return "", ""
	case valueText:
		return quoteValue(v)
	case valueHashtag:
		v = strings.TrimLeft(v, "#＃")
		if !isHashtag(v) {
			return v, "is no hashtag"
		}
	case valueUser:
		v = strings.TrimPrefix(v, "@")
		if !isUsername(v) && !isNumeric(v) {
			return v, "is no handle or user id"
		}
	default:
		switch k {
		case valueLang:
			v = queryLanguage(v)
		case valueCashtag:
			v = strings.TrimPrefix(v, "$")
		default:
		}
		if !matches(k, v) {
			return v, "is no " + k.noun()
		}
	}
	return v, ""
}

// matches checks the values that have a fixed form.
func matches(k valueKind, v string) bool {
	switch k {
	case valueID:
		return isNumeric(v)
	case valueContext:
		domain, entity, ok := strings.Cut(v, ".")
		return ok && isNumeric(domain) && (entity == "*" || isNumeric(entity))
	case valueCountry:
		return len(v) == 2 && isLetters(v)
	case valueArea:
		return strings.HasPrefix(v, "[") && strings.HasSuffix(v, "]") && !strings.ContainsAny(v[1:len(v)-1], "[]\"()")
	case valueNumber:
		return isNumeric(v)
	case valueRange:
		from, to, ok := strings.Cut(v, "..")
		return isNumeric(from) && (!ok || isNumeric(to))
	case valuePercent:
		n, err := strconv.Atoi(v)
		return err == nil && n >= 1 && n <= 100
	case valueFraction:
		f, err := strconv.ParseFloat(v, 64)
		return err == nil && f >= 0 && f <= 1
	case valueCashtag:
		return isCashtag(v)
	case valueLang:
		main, region, ok := strings.Cut(v, "-")
		return len(main) >= 2 && len(main) <= 3 && isLetters(main) && (!ok || len(region) >= 2 && isLetters(region))
	default:
		return false
	}
}

func (k valueKind) noun() string {
	switch k {
	case valueID:
		return "id"
	case valueContext:
		return `pair of a domain and an entity, as "66.852262932607926273"`
	case valueCountry:
		return "code of a country"
	case valueArea:
		return "area"
	case valueNumber:
		return "number"
	case valueRange:
		return `range, as "10..100"`
	case valuePercent:
		return "percentage from 1 to 100"
	case valueFraction:
		return "number from 0 to 1"
	case valueCashtag:
		return "cashtag"
	case valueLang:
		return "code of a language"
	default:
		return "value"
	}
}

// quoteValue writes a text as it is if the query language reads it as one word, else in quotation marks.
func quoteValue(v string) (text, problem string) {
	switch {
	case v == "":
		return "", "is empty"
	case strings.ContainsFunc(v, unicode.IsControl):
		return v, "holds a line break or another control character"
	case isBareWord(v):
		return v, ""
	default:
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(v) + `"`, ""
	}
}

// isBareWord reports whether a text needs no quotation marks. Words that join others do.
func isBareWord(v string) bool {
	if strings.EqualFold(v, "or") || strings.EqualFold(v, "and") {
		return false
	}
	return !strings.ContainsFunc(v, func(r rune) bool {
		return unicode.IsSpace(r) || r < 0x80 && !link.IsAlnum(r) && r != '_' || r >= 0x80 && unicode.IsPunct(r)
	})
}

// isHashtag reports letters, digits and underscores of any script, not digits alone.
func isHashtag(v string) bool {
	letters := false
	for _, r := range v {
		letter := r == '_' || unicode.IsLetter(r) || unicode.IsMark(r)
		if !letter && !unicode.IsDigit(r) && r != '\u200c' && r != '\u200d' && r != '·' {
			return false
		}
		letters = letters || unicode.IsLetter(r)
	}
	return letters
}

// isCashtag reports up to six letters, perhaps with a share class.
func isCashtag(v string) bool {
	name, class, ok := v, "", false
	if i := strings.IndexAny(v, "._"); i >= 0 {
		name, class, ok = v[:i], v[i+1:], true
	}
	return len(name) >= 1 && len(name) <= 6 && isLetters(name) && (!ok || len(class) >= 1 && len(class) <= 2 && isLetters(class))
}

func isUsername(v string) bool {
	return len(v) >= 1 && len(v) <= 15 && !strings.ContainsFunc(v, func(r rune) bool { return !link.IsAlnum(r) && r != '_' })
}

func isNumeric(v string) bool {
	return len(v) >= 1 && len(v) <= 20 && !strings.ContainsFunc(v, func(r rune) bool { return r < '0' || r > '9' })
}

func isLetters(v string) bool {
	return !strings.ContainsFunc(v, func(r rune) bool { return !link.IsAlnum(r) || r <= '9' })
}

// queryLanguage maps codes to those that X knows languages by.
func queryLanguage(code string) string {
	switch main, region, _ := strings.Cut(code, "-"); strings.ToLower(main) {
	case "he":
		return "iw"
	case "id":
		return "in"
	case "zh": // the only language with regions
		if region == "" {
			return "zh"
		}
		return "zh-" + strings.ToUpper(region)
	default:
		return strings.ToLower(main)
	}
}
