package instagramtest

import (
	"bytes"
	"image/jpeg"
	"net/http"
	"strings"
)

// imageInfo is what the head of a file tells about it.
type imageInfo struct {
	format        string // such as "JPEG", "PNG" or "MPO"; "" if it is no image
	width, height int
}

// probeImage looks at a whole file of at most maxImage bytes.
func probeImage(data []byte) imageInfo {
	kind, found := strings.CutPrefix(http.DetectContentType(data), "image/")
	if !found {
		return imageInfo{}
	}
	info := imageInfo{format: strings.ToUpper(kind)}
	if kind != "jpeg" {
		return info
	}
	head := data[:min(len(data), 64<<10)]
	switch { // both are JPEG files by their first bytes
	case bytes.Contains(head, []byte("MPF\x00")):
		info.format = "MPO"
	case bytes.Contains(head, []byte("_JPSJPS_")):
		info.format = "JPS"
	}
	config, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		info.format = ""
		return info
	}
	info.width, info.height = config.Width, config.Height
	return info
}
