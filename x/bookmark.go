package x

import (
	"context"
	"iter"
	"net/http"
	"unicode/utf8"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// BookmarkPost saves a post for the account itself, in a folder unless it is ""; saving it twice is no error. Scope
// bookmark.write; OAuth 2.0 only. 50 in 15 minutes. See https://docs.x.com/x-api/users/create-bookmark.
func (c *Client) BookmarkPost(ctx context.Context, id, folder ID) error {
	r := request{Op: "bookmarks.create", Method: http.MethodPost, Body: postName{id, folder}, Cost: cost{Billed: BilledBookmark}}
	return c.relate(ctx, r, "bookmarked", true, "bookmarks")
}

// UnbookmarkPost takes a bookmark away, from its folders too; that there is none is no error. Scope bookmark.write;
// OAuth 2.0 only. 50 in 15 minutes. See https://docs.x.com/x-api/users/delete-bookmark.
func (c *Client) UnbookmarkPost(ctx context.Context, id ID) error {
	r := request{Op: "bookmarks.delete", Method: http.MethodDelete, Cost: cost{Billed: BilledBookmark}}
	return c.relate(ctx, r, "bookmarked", false, "bookmarks", string(id))
}

// BookmarksPage reads a page of the account's bookmarks, the newest first: 1 to 100. Scope bookmark.read. 180 in
// 15 minutes. s chooses what comes along; nil means [DefaultPosts].
// See https://docs.x.com/x-api/users/get-bookmarks.
func (c *Client) BookmarksPage(ctx context.Context, s *PostSelection, p *PageParams) (*Page[Post], error) {
	at, err := c.minePath(ctx, "bookmarks")
	if err != nil {
		return nil, err
	}
	l, err := c.postsAt("users.bookmarks", at, nil, s, 1, 100, true)
	return c.readPosts(ctx, l, err, p)
}

// Bookmarks iterates over the account's bookmarks, the newest first.
func (c *Client) Bookmarks(ctx context.Context, s *PostSelection, p *PageParams) iter.Seq2[*Post, error] {
	return c.postPages(ctx, p, func(ctx context.Context, p *PageParams) (*Page[Post], error) {
		return c.BookmarksPage(ctx, s, p)
	})
}

// maxName is the longest name of a list or folder, in characters.
const maxName = 25

// checkName refuses a name that X would refuse.
func checkName(name string) error {
	switch n := utf8.RuneCountInString(name); {
	case n == 0:
		return social.Invalid(network, "Name", "is empty")
	case n > maxName:
		return social.Invalid(network, "Name", "is longer than 25 characters")
	default:
		return nil
	}
}

// CreateBookmarkFolder makes a folder; its name has 25 characters at most. When the answer is lost the error is
// [social.ErrUncertain]. Scope bookmark.write; OAuth 2.0 only. 50 in 15 minutes.
// See https://docs.x.com/x-api/users/create-bookmark-folder.
func (c *Client) CreateBookmarkFolder(ctx context.Context, name string) (*BookmarkFolder, error) {
	if err := checkName(name); err != nil {
		return nil, err
	}
	at, err := c.minePath(ctx, "bookmarks", "folders")
	if err != nil {
		return nil, err
	}
	a, err := one[BookmarkFolder](ctx, c, &request{
		Op: "bookmarks.folders.create", Method: http.MethodPost, Path: at, Class: rest.Unsafe,
		Body: map[string]string{"name": name}, Cost: cost{Billed: BilledBookmark, Most: 1, Call: true},
	})
	if err != nil {
		return nil, err
	}
	return a.Data, nil
}

// BookmarkFoldersPage reads a page of the account's folders: 1 to 100. Scope bookmark.read.
// See https://docs.x.com/x-api/users/get-bookmark-folders.
func (c *Client) BookmarkFoldersPage(ctx context.Context, p *PageParams) (*Page[BookmarkFolder], error) {
	at, err := c.minePath(ctx, "bookmarks", "folders")
	if err != nil {
		return nil, err
	}
	l := &list{request: request{Op: "bookmarks.folders", Path: at}, least: 1, most: 100}
	return pageOf[BookmarkFolder](ctx, c, l, p, nil)
}

// BookmarkFolders iterates over the account's folders.
func (c *Client) BookmarkFolders(ctx context.Context, p *PageParams) iter.Seq2[*BookmarkFolder, error] {
	return paged(ctx, c, p, func(f *BookmarkFolder) ID { return f.ID }, c.BookmarkFoldersPage)
}

// FolderBookmarksPage reads a page of a folder: 1 to 100 posts, of which X gives only the ID; [Client.PostsByID]
// reads the rest. Scope bookmark.read. See https://docs.x.com/x-api/users/get-bookmarks-by-folder-id.
func (c *Client) FolderBookmarksPage(ctx context.Context, folder ID, p *PageParams) (*Page[Post], error) {
	at, err := c.minePath(ctx, "bookmarks", "folders", string(folder))
	if err != nil {
		return nil, err
	}
	l := &list{
		request: request{Op: "bookmarks.folders.get", Path: at}, least: 1, most: 100,
		bill: func(n int) cost { return cost{Billed: BilledPost, Most: n} },
	}
	return pageOf[Post](ctx, c, l, p, nil)
}

// FolderBookmarks iterates over the posts of a folder, of which X gives only the ID.
func (c *Client) FolderBookmarks(ctx context.Context, folder ID, p *PageParams) iter.Seq2[*Post, error] {
	return c.postPages(ctx, p, func(ctx context.Context, p *PageParams) (*Page[Post], error) {
		return c.FolderBookmarksPage(ctx, folder, p)
	})
}
