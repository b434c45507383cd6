package linkedin

// SelfServeAllowances are what the documentation of Share on LinkedIn grants a self-serve application at each endpoint.
// See https://learn.microsoft.com/en-us/linkedin/consumer/integrations/self-serve/share-on-linkedin.
func SelfServeAllowances() *Allowances {
	return &Allowances{Daily: map[string]Allowance{"": {App: 100_000, Member: 150}}}
}

// DevelopmentAllowances are those of the Development tier of Community Management at each endpoint. Batch reads are
// refused there; methods that make them read one by one then.
// See https://learn.microsoft.com/en-us/linkedin/marketing/increasing-access.
func DevelopmentAllowances() *Allowances {
	return &Allowances{Daily: map[string]Allowance{"": {App: 500, Member: 100}}}
}

// Left is what the tightest allowance of an endpoint, named as in [Allowances], still holds as far as this process knows;
// false if that is not known, or the limiter does not tell. It asks nobody: LinkedIn's answers do not say it.
func (c *Client) Left(op string) (int64, bool) {
	l, ok := c.rest.Options().Limiter.(interface {
		Left(budget string) (int64, bool)
	})
	if !ok {
		return 0, false
	}
	left, known := int64(0), false
	for _, charge := range c.charges(op) {
		if n, ok := l.Left(charge.Budget); ok && (!known || n < left) {
			left, known = n, true
		}
	}
	return left, known
}
