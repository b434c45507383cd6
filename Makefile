# make check is what the continuous integration runs; the other targets are its parts.
.PHONY: check fmt lint test race fuzz long bench tidy

check:
	.ci/run

fmt:
	gofmt -w .

lint:
	.ci/run fmt vet lint

test:
	go test ./...

race fuzz long bench:
	.ci/run $@

tidy:
	find . -name go.mod -not -path '*/testdata/*' -execdir go mod tidy \;
