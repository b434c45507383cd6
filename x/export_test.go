package x

// EverySelection asks for all that can be asked for.
func EverySelection() (PostSelection, UserSelection, DMSelection) {
	posts := PostSelection{
		knownPostFields(), knownUserFields(), knownMediaFields(), knownPollFields(), knownPlaceFields(), knownPostExpansions(),
	}
	users := UserSelection{knownUserFields(), knownPostFields(), knownUserExpansions()}
	dms := DMSelection{knownDMFields(), knownUserFields(), knownPostFields(), knownMediaFields(), knownDMExpansions()}
	return posts, users, dms
}

// SegmentOf is the size of the segments of a file.
func SegmentOf(total int64) int64 { return segmentOf(total) }
