module github.com/relais-go/relais/internal/foreign

go 1.26.0

require (
	github.com/mattn/go-mastodon v0.0.13
	github.com/relais-go/relais v0.0.0
	github.com/stretchr/testify v1.12.1
)

require (
	github.com/clipperhouse/uax29/v2 v2.7.0 // indirect
	github.com/coder/websocket v1.8.15 // indirect
	github.com/gorilla/websocket v1.5.3 // indirect
	github.com/tomnomnom/linkheader v0.0.0-20250811210735-e5fe3b51442e // indirect
	go.yaml.in/yaml/v3 v3.0.5 // indirect
)

replace github.com/relais-go/relais => ../../
