"""The English sentence for each criterion and outcome; {asked} and {given} are what the two sides say."""

from __future__ import annotations

from matcher.records import Status

_MET, _NOT, _OPEN = Status.MET, Status.NOT_MET, Status.UNKNOWN

ENGLISH: dict[str, dict[Status, str]] = {
    "work": {
        _MET: "The post “{given}” is close to the wish “{asked}”.",
        _NOT: "The post “{given}” is far from the wish “{asked}”.",
        _OPEN: "How the post “{given}” relates to the wish is not clear.",
    },
    "wish_words": {
        _MET: "The advert uses words of the wish.",
        _NOT: "The advert uses few words of the wish.",
        _OPEN: "The advert shares some words with the wish.",
    },
    "wished": {
        _MET: "“{given}” is the work that the person wishes for, or of its kind ({asked}).",
        _NOT: "“{given}” shows nothing of the work that the person wishes for ({asked}).",
        _OPEN: "“{given}” touches the work that the person wishes for ({asked}).",
    },
    "other_work": {
        _MET: "The sort of work does not contradict the wish.",
        _NOT: "“{given}” is another sort of work; the person wishes for {asked}.",
        _OPEN: "Nothing shows that “{given}” is another sort of work.",
    },
    "silent": {
        _MET: "The advert says what the work is.",
        _NOT: "“{given}” says little of the work: ask what it is before recommending it.",
        _OPEN: "Whether the advert says what the work is is unknown.",
    },
    "training": {
        _MET: "What was learnt and done ({given}) is close to the duties.",
        _NOT: "What was learnt and done ({given}) is far from the duties.",
        _OPEN: "How training and experience relate to the duties is not clear.",
    },
    "words": {
        _MET: "The advert uses many words of the person's major, skills and experience.",
        _NOT: "The advert uses few words of the person's major, skills and experience.",
        _OPEN: "The advert shares some words with the person's papers.",
    },
    "education": {
        _MET: "Education suffices (asked for: {asked}; held: {given}).",
        _NOT: "Education is too low (asked for: {asked}; held: {given}).",
        _OPEN: "Whether education suffices is unknown (asked for: {asked}; held: {given}).",
    },
    "level": {
        _MET: "The education is not far above what the post asks for.",
        _NOT: "The post asks for {asked} only, the person holds {given}: it may ask too little.",
        _OPEN: "The post names no level of education to compare with.",
    },
    "experience": {
        _MET: "Experience suffices (asked for: {asked}; held: {given}).",
        _NOT: "Experience is too short (asked for: {asked}; held: {given}).",
        _OPEN: "Experience asked or held is not stated (asked for: {asked}; held: {given}).",
    },
    "seniority": {
        _MET: "The rank of the post suits.",
        _NOT: "“{asked}” sounds like a leader's or expert's post, and the person has worked for a short time.",
        _OPEN: "Whether the rank of the post suits is unknown.",
    },
    "major": {
        _MET: "The major suits (asked for: {asked}; held: {given}).",
        _NOT: "The major is not among those wanted (asked for: {asked}; held: {given}).",
        _OPEN: "Whether the major suits cannot be told (asked for: {asked}; held: {given}); ask the employer first.",
    },
    "dates": {
        _MET: "The post is open ({asked}).",
        _NOT: "The post is not open on that day ({asked}).",
        _OPEN: "Whether the post is still open is unknown ({asked}): ask the employer first.",
    },
    "place": {
        _MET: "The place suits (wanted: {asked}; place of the post: {given}).",
        _NOT: "The place is not among those wanted (wanted: {asked}; place of the post: {given}).",
        _OPEN: "Whether the place suits is unknown (wanted: {asked}; place of the post: {given}).",
    },
    "pay": {
        _MET: "The pay meets the wish (wished: {asked}; offered: {given}).",
        _NOT: "The pay is under the wish (wished: {asked}; offered: {given}).",
        _OPEN: "Whether the pay suits is unknown (wished: {asked}; offered: {given}).",
    },
    "night_shift": {
        _MET: "Nothing speaks against the hours.",
        _NOT: "The post has night shifts, which the person refuses.",
        _OPEN: "The person refuses night shifts, and the post does not say whether it has any.",
    },
    "lodging": {
        _MET: "Nothing speaks against the lodging.",
        _NOT: "The person needs lodging, and the employer offers none.",
        _OPEN: "The person needs lodging, and the post does not say whether it is offered.",
    },
    "travel": {
        _MET: "Nothing speaks against the travel.",
        _NOT: "The post has long or frequent travel, which the person refuses.",
        _OPEN: "The person refuses long travel, and the post does not say whether there is any.",
    },
    "needs": {
        _MET: "The person needs {asked}, and the post says “{given}”.",
        _NOT: "The person needs {asked}, but the post says “{given}”.",
        _OPEN: "The person needs {asked}, of which the post says nothing: ask the employer before recommending it.",
    },
    "unwanted_work": {
        _MET: "The post is none of the work that the person does not want.",
        _NOT: "“{given}” looks like work that the person does not want ({asked}).",
        _OPEN: "The person named no work that is unwanted.",
    },
    "unasked_work": {
        _MET: "The sort of work does not contradict what the person said.",
        _NOT: "“{given}” is factory work, sales, guarding, care, driving or the like: the person did not mention it.",
        _OPEN: "Whether the sort of work suits is unknown.",
    },
    "advert": {
        _MET: "Nothing in the advert looks doubtful.",
        _NOT: "The advert looks doubtful, check it before recommending it: {given}.",
        _OPEN: "Whether the advert can be trusted is unknown.",
    },
    "certificate": {
        _MET: "The certificate required is held: {asked}.",
        _NOT: "The post requires {asked}, which the person does not name: ask first.",
        _OPEN: "The post requires no certificate.",
    },
    "language": {
        _MET: "The language required is known: {asked}.",
        _NOT: "The post requires {asked}, which the person does not name: ask first.",
        _OPEN: "The post requires no foreign language.",
    },
    "elsewhere": {
        _MET: "The advert speaks of no other place.",
        _NOT: "The advert speaks of other cities, the whole country or abroad: ask where the work is.",
        _OPEN: "The advert does not say whether the work is elsewhere.",
    },
    "casual": {
        _MET: "The post is no side job.",
        _NOT: "The post looks like a side job, paid by the hour or done at home: no traineeship.",
        _OPEN: "Whether the post is full time is unknown.",
    },
    "selling": {
        _MET: "The advert speaks little of selling.",
        _NOT: "The advert speaks much of selling, which the person did not mention.",
        _OPEN: "Whether the post includes selling is unknown.",
    },
    "promised_pay": {
        _MET: "The pay is not far above what beginners earn: {given}.",
        _NOT: "The pay is far above what beginners earn ({given}): it may ask for more than it says; check first.",
        _OPEN: "The post states no pay.",
    },
    "hype": {
        _MET: "The title names the work.",
        _NOT: "The title “{given}” cries out instead of naming the work: read what the work is.",
        _OPEN: "Whether the title can be trusted is unknown.",
    },
    "agency": {
        _MET: "The employer is named.",
        _NOT: "“{given}” looks like an agency: ask who the employer is.",
        _OPEN: "The employer is not known.",
    },
    "kind": {
        _MET: "The kind of post is the one wanted: {given}.",
        _NOT: "The kind of post differs (wanted: {asked}; this is: {given}).",
        _OPEN: "The kind of the post or the kind wanted is not stated.",
    },
}
