package linkedin

// Asset is an uploaded image, video or document.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/images-api,
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/videos-api and
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/documents-api.
type Asset struct {
	ID          URN         `json:"id"`
	Owner       URN         `json:"owner"`
	Status      AssetStatus `json:"status"`
	DownloadURL string      `json:"downloadUrl"` // good for some hours, "" until it is available
	Reason      string      `json:"processingFailureReason"`
	Duration    Count       `json:"duration"` // of a video, in milliseconds
	Thumbnail   string      `json:"thumbnail"`
}

// AssetStatus is how far an upload is.
type AssetStatus string

// Statuses of uploads.
const (
	AssetWaiting    AssetStatus = "WAITING_UPLOAD"
	AssetProcessing AssetStatus = "PROCESSING"
	AssetAvailable  AssetStatus = "AVAILABLE"
	AssetFailed     AssetStatus = "PROCESSING_FAILED"
)

// initialized is what LinkedIn answers to the beginning of an upload.
type initialized struct {
	Value struct {
		Image     URN    `json:"image"`
		Video     URN    `json:"video"`
		Document  URN    `json:"document"`
		URL       string `json:"uploadUrl"`
		Expires   Time   `json:"uploadUrlExpiresAt"`
		Token     string `json:"uploadToken"`
		AllExpire Time   `json:"uploadUrlsExpireAt"`
		Parts     []struct {
			URL   string `json:"uploadUrl"`
			First Count  `json:"firstByte"`
			Last  Count  `json:"lastByte"`
		} `json:"uploadInstructions"`
		Captions  string `json:"captionsUploadUrl"`
		Thumbnail string `json:"thumbnailUploadUrl"`
	} `json:"value"`
}
