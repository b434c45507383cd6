# make check is what the continuous integration runs; the other targets are its parts.
.PHONY: check fmt lint test race fuzz long bench tidy

# Modules of the repository: the root and the nested ones, wherever they are.
modules = $(patsubst %/go.mod,%,$(shell find . \( -name '.?*' -o -name testdata -o -name vendor \) -prune -o -name go.mod -print))

check:
	.ci/run

fmt:
	gofmt -w .

lint:
	.ci/run fmt vet lint

test:
	go test ./...

race fuzz long:
	.ci/run $@

bench:
	@set -e; for dir in $(modules); do (cd $$dir && go test -run '^$$' -bench . -benchmem ./...); done

tidy:
	@set -e; for dir in $(modules); do (cd $$dir && go mod tidy); done
