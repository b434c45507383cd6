// Package linkedin speaks with LinkedIn for a Page or a member, by the Community Management API and by Share on
// LinkedIn.
//
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/community-management-overview.
package linkedin

// network is LinkedIn's name in references and errors.
const network = "linkedin"
