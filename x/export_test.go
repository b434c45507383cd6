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
