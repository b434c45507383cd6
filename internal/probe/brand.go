package probe

import (
	"slices"
	"strings"
)

// typeByBrand is the MIME type of a file by its brands, "" if they do not tell
// (https://mp4ra.org/registered-types/brands).
func typeByBrand(major string, compatible []string) string {
	switch major {
	case "qt  ":
		return "video/quicktime"
	case "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs":
		return "image/heic"
	case "avif", "avis":
		return "image/avif"
	case "mif1", "msf1":
		return typeByCompatible(compatible)
	case "jp2 ", "jpx ":
		return "image/jp2"
	case "M4A ", "M4B ", "M4P ":
		return "audio/mp4"
	}
	switch {
	case strings.HasPrefix(major, "3g2"):
		return "video/3gpp2"
	case strings.HasPrefix(major, "3g"):
		return "video/3gpp"
	case slices.ContainsFunc(append([]string{major}, compatible...), isMP4):
		return "video/mp4"
	default:
		return ""
	}
}

// typeByCompatible tells pictures apart whose major brand only names the container.
func typeByCompatible(compatible []string) string {
	for _, brand := range compatible {
		switch brand {
		case "heic", "heix":
			return "image/heic"
		case "avif", "avis":
			return "image/avif"
		}
	}
	return "image/heif"
}

func isMP4(brand string) bool {
	switch brand {
	case "mp41", "mp42", "mp71", "avc1", "dash", "M4V ", "M4VH", "M4VP", "MSNV", "F4V ":
		return true
	}
	return strings.HasPrefix(brand, "iso")
}
