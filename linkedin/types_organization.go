package linkedin

import "maps"

// OrganizationProfile is how a Page presents itself. Administrators see all of it; others ID, Name, VanityName, Type of
// the page, Logo and Locations.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-lookup-api.
type OrganizationProfile struct {
	ID          ID     `json:"id"`
	Name        string `json:"localizedName"`
	VanityName  string `json:"vanityName"` // the last part of the Page's address
	Description string `json:"localizedDescription"`
	Website     string `json:"localizedWebsite"`

	Names        *Localized `json:"name"` // in all languages
	Descriptions *Localized `json:"description"`
	Websites     *Localized `json:"website"`

	Specialties []string       `json:"localizedSpecialties"`
	Industries  []URN          `json:"industries"`
	Type        string         `json:"organizationType"`        // "PUBLIC_COMPANY"
	PageType    string         `json:"primaryOrganizationType"` // "SCHOOL", "BRAND", "NONE"
	StaffCount  string         `json:"staffCountRange"`         // "SIZE_2_TO_10"
	Founded     *Founded       `json:"foundedOn"`
	Locations   []Location     `json:"locations"`
	Logo        *Picture       `json:"logoV2"`
	Cover       *Picture       `json:"coverPhotoV2"`
	Version     string         `json:"versionTag"`
	Parent      *ParentCompany `json:"parentRelationship"`
}

// Localized is a text in several languages.
type Localized struct {
	Texts     map[string]string `json:"localized"` // by "en_US"
	Preferred Locale            `json:"preferredLocale"`
}

// Locale is a language and a country.
type Locale struct {
	Country  string `json:"country,omitempty"` // ISO 3166-1
	Language string `json:"language"`          // ISO 639-1
}

// String is the locale as the key of a text: "en_US".
func (l Locale) String() string { return l.Language + "_" + l.Country }

// Founded is when an organisation began.
type Founded struct {
	Year int `json:"year"`
}

// Location is a place of an organisation.
type Location struct {
	Type    string `json:"locationType"` // "HEADQUARTERS"
	Address struct {
		Line       string `json:"line1"`
		City       string `json:"city"`
		Area       string `json:"geographicArea"`
		PostalCode string `json:"postalCode"`
		Country    string `json:"country"`
	} `json:"address"`
}

// Picture is a picture by the URNs of its files.
type Picture struct {
	Original URN `json:"original"`
	Cropped  URN `json:"cropped"`
}

// ParentCompany is the Page that another one, as a showcase page, belongs to.
type ParentCompany struct {
	Parent URN    `json:"parent"`
	Status string `json:"relationshipStatus"`
}

// URN is the Page's URN.
func (o *OrganizationProfile) URN() URN { return Organization(string(o.ID)) }

// Address is where people see the Page.
func (o *OrganizationProfile) Address() string {
	if o.VanityName == "" {
		return webBase + "/company/" + string(o.ID) + "/"
	}
	return webBase + "/company/" + o.VanityName + "/"
}

// with is the text with another one in its preferred language, which is that of the Page's name if there is no text yet.
func (l *Localized) with(text string, name *Localized) *Localized {
	out := &Localized{Texts: map[string]string{}, Preferred: Locale{Country: "US", Language: "en"}}
	switch {
	case l != nil && l.Preferred.Language != "":
		out.Preferred = l.Preferred
	case name != nil && name.Preferred.Language != "":
		out.Preferred = name.Preferred
	}
	if l != nil {
		maps.Copy(out.Texts, l.Texts)
	}
	out.Texts[out.Preferred.String()] = text
	return out
}
