module github.com/relais-go/relais/examples

go 1.26.0

require github.com/relais-go/relais v0.0.0

replace github.com/relais-go/relais => ../
