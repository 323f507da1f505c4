"""What the lines of the log tell, in words: what was done, and on what."""

from __future__ import annotations

from typing import Any

from api.duplicate_names import known_word
from api.language import Translate
from api.permissions import PERMISSIONS
from api.rankings import CANDIDATES, EVERYBODY, POSTS, PROFILE, PROPOSED
from api.role_names import known_role_word
from matcher.errors import Phrase

MOST_TOLD = 20  # of a long list
LISTS = {
    POSTS: Phrase("posts for a candidate"),
    CANDIDATES: Phrase("candidates for a post"),
    PROFILE: Phrase("posts for a profile"),
    EVERYBODY: Phrase("posts for everybody"),
    PROPOSED: Phrase("candidates for an employer"),
}

NOUNS = {
    "candidate": Phrase("a candidate"),
    "post": Phrase("a post"),
    "employer": Phrase("an employer"),
    "placement": Phrase("a traineeship"),
    "claim": Phrase("a claim of subsidy"),
    "application": Phrase("an application"),
    "employment": Phrase("a spell of employment"),
    "course": Phrase("a course"),
    "registry": Phrase("an extract of a registry"),
    "link": Phrase("a link with a registry"),
    "membership": Phrase("priority groups"),
    "advert": Phrase("an advert"),
    "finding": Phrase("a finding about claims"),
    "duplicate": Phrase("two records of one person"),
    "feedback": Phrase("what became of offers"),
    "message": Phrase("messages"),
    "push": Phrase("a push"),
    "fair": Phrase("a fair"),
    "outreach": Phrase("the plan of outreach"),
    "list": Phrase("a ranking"),
    "user": Phrase("a user"),
    "vault": Phrase("the encryption of personal data"),
    "database": Phrase("the database"),
    "log": Phrase("the log"),
    "ranker": Phrase("the weights of the ranking"),
    "vector": Phrase("vectors of texts"),
    "house": Phrase("the installation"),
    "forgetting": Phrase("a forgotten person"),
    "restricted": Phrase("a restricted person"),
    "report": Phrase("a paper"),
    "job": Phrase("rejected rows of a file"),
    "posts": Phrase("searched posts"),
}

ACTIONS = {
    "put": Phrase("stored or changed"),
    "merge": Phrase("taken in from a file or a program"),
    "import": Phrase("imported from a file"),
    "delete": Phrase("deleted"),
    "add": Phrase("added"),
    "change": Phrase("changed"),
    "reveal": Phrase("read in full"),
    "find": Phrase("searched"),
    "export": Phrase("handed out"),
    "rank": Phrase("ranked"),
    "plan": Phrase("planned"),
    "plan at door": Phrase("planned anew at the door"),
    "put booths": Phrase("took in booths"),
    "note needs": Phrase("noted the needs of a guest"),
    "attend": Phrase("noted who came"),
    "close": Phrase("closed"),
    "open again": Phrase("opened a closed fair again"),
    "approve": Phrase("approved"),
    "cancel": Phrase("cancelled"),
    "refuse_push": Phrase("refused further push"),
    "contact": Phrase("noted a contact"),
    "withdraw contact": Phrase("took a contact back"),
    "claim": Phrase("took on to contact"),
    "release": Phrase("let go of"),
    "assign": Phrase("named who looks after them"),
    "hand_over": Phrase("handed over to a colleague"),
    "message": Phrase("wrote messages"),
    "deliver": Phrase("delivered"),
    "close_task": Phrase("closed a task"),
    "reopen_task": Phrase("opened a task again"),
    "explain": Phrase("looked up why somebody is contacted"),
    "match at request": Phrase("matched at the person's own request"),
    "invite": Phrase("an employer wished to meet the person"),
    "follow": Phrase("noted what somebody wants after a traineeship"),
    "withdraw": Phrase("withdrew what was told"),
    "judge": Phrase("judged as a trap or none"),
    "decide": Phrase("decided"),
    "link": Phrase("compared with the registries"),
    "apply": Phrase("put in force"),
    "discard": Phrase("discarded"),
    "look": Phrase("looked for doubles"),
    "keep apart": Phrase("said to be two people"),
    "undo": Phrase("a decision taken back"),
    "undo merge": Phrase("a merge taken back"),
    "join": Phrase("led older numbers to their records"),
    "correct": Phrase("noted a correction by the person"),
    "access report": Phrase("made an access report"),
    "forget": Phrase("forgotten"),
    "erase": Phrase("erased when its time had come"),
    "register again": Phrase("registered again"),
    "submit": Phrase("handed in"),
    "step": Phrase("taken a step on"),
    "inspect": Phrase("inspected"),
    "removed": Phrase("removed from the programme"),
    "kept": Phrase("kept in the programme"),
    "restored": Phrase("taken back into the programme"),
    "demonstration": Phrase("put forward as a demonstration unit"),
    "refuse": Phrase("a file refused to change it"),
    "watch": Phrase("watched for fraud"),
    "open": Phrase("opened again"),
    "reopen": Phrase("an approval or a cancellation taken back"),
    "move meeting": Phrase("a meeting moved by hand"),
    "explained": Phrase("explained"),
    "confirmed": Phrase("confirmed"),
    "train": Phrase("trained"),
    "configure": Phrase("something in force changed"),
    "rotate": Phrase("keys exchanged"),
    "seal": Phrase("sealed"),
    "backup": Phrase("backed up"),
    "restore": Phrase("restored from a backup"),
    "log_in": Phrase("logged in"),
    "log_in_failed": Phrase("failed to log in"),
    "refresh_token_reused": Phrase("a spent token was shown again: that log-in ended"),
    "log_out": Phrase("logged out"),
    "end_log_in": Phrase("ended log-ins"),
    "password": Phrase("changed the own password"),
    "add_key": Phrase("made a key"),
    "revoke_key": Phrase("revoked a key"),
}

OF_BOTH = {
    ("job", "correct"): Phrase("corrected and sent again"),
    ("candidate", "undo"): Phrase("a correction by the person taken back"),
}
"""What was done, where a noun gives an action another meaning."""

DETAILS = {
    "role": Phrase("role"),
    "district": Phrase("district"),
    "employer_id": Phrase("employer"),
    "active": Phrase("may log in"),
    "password": Phrase("password changed"),
    "key": Phrase("key"),
    "scopes": Phrase("permissions"),
    "until": Phrase("until"),
    "n": Phrase("how many"),
    "n_rows": Phrase("rows"),
    "rows": Phrase("rows"),
    "bytes": Phrase("bytes"),
    "digest": Phrase("digest"),
    "fields": Phrase("fields"),
    "source": Phrase("source"),
    "added": Phrase("added"),
    "changed": Phrase("changed"),
    "unchanged": Phrase("unchanged"),
    "gone": Phrase("gone"),
    "rejected": Phrase("rejected rows"),
    "found": Phrase("found"),
    "new": Phrase("new"),
    "linked": Phrase("linked"),
    "review": Phrase("to be looked at"),
    "people": Phrase("people"),
    "posts": Phrase("posts"),
    "scores": Phrase("scores"),
    "marks": Phrase("marks of the records"),
    "ids_keyed": Phrase("sealed hash of the ids"),
    "of": Phrase("list of"),
    "as_of": Phrase("as of"),
    "limit": Phrase("most"),
    "where": Phrase("narrowed by"),
    "encoder": Phrase("encoder"),
    "ranker": Phrase("weights of the ranking"),
    "kinds": Phrase("classifier of kinds"),
    "rules": Phrase("edition of the rules"),
    "sequence": Phrase("state of the index"),
    "inputs": Phrase("mark of the input"),
    "candidate_id": Phrase("candidate"),
    "post_id": Phrase("post"),
    "form": Phrase("form"),
    "named": Phrase("people named"),
    "state": Phrase("state"),
    "again": Phrase("again"),
    "in_force": Phrase("in force"),
    "decision": Phrase("decision"),
    "result": Phrase("result"),
    "by": Phrase("by"),
    "n_people": Phrase("people"),
    "n_pairs": Phrase("pairs"),
    "guests": Phrase("guests"),
    "seats": Phrase("appointments"),
    "booths": Phrase("booths"),
    "revision": Phrase("revision"),
    "on": Phrase("on"),
    "channel": Phrase("channel"),
    "policy": Phrase("terms"),
    "extracts": Phrase("extracts"),
    "template": Phrase("template"),
    "verdict": Phrase("verdict"),
    "outcome": Phrase("outcome"),
    "was": Phrase("was"),
    "wants": Phrase("wants"),
    "vectors": Phrase("vectors"),
    "to": Phrase("to"),
    "from": Phrase("from"),
    "task": Phrase("task"),
    "push": Phrase("push"),
    "fair": Phrase("fair"),
    "kind": Phrase("kind"),
    "generation": Phrase("generation of keys"),
    "claims": Phrase("claims"),
    "basis": Phrase("basis"),
    "edition": Phrase("edition of the rules"),
    "effective_on": Phrase("in effect from"),
    "how": Phrase("how"),
    "way": Phrase("how"),
    "formula": Phrase("terms"),
    "moved": Phrase("moved"),
    "kept": Phrase("kept"),
    "dropped": Phrase("dropped"),
    "merge": Phrase("merge"),
}


def action_phrase(action: str, _: Translate) -> str:
    """Say what was done; what this version does not know stays as it is written."""
    return ACTIONS[action].told(_) if action in ACTIONS else action


def noun_phrase(noun: str, _: Translate) -> str:
    """Say on what it was done."""
    return NOUNS[noun].told(_) if noun in NOUNS else noun


def detail_phrase(name: str, _: Translate) -> str:
    """Name one of the details of a line."""
    return DETAILS[name].told(_) if name in DETAILS else name


def done_line(noun: str, action: str, _: Translate) -> str:
    """Say what was done on what, without who and when."""
    if (noun, action) in OF_BOTH:
        return _("{noun}: {action}").format(noun=noun_phrase(noun, _), action=OF_BOTH[noun, action].told(_))
    return _("{noun}: {action}").format(noun=noun_phrase(noun, _), action=action_phrase(action, _))


def value_phrase(name: str, value: Any, _: Translate) -> str:
    """Write a value of a line: what is a word of this program in the reader's language, the rest as it stands."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        parts = (f"{detail_phrase(one, _)} {value_phrase(one, part, _)}" for one, part in value.items())
        return _("; ").join(parts) or "–"
    if isinstance(value, list):
        more = _(" and {n:,} more").format(n=len(value) - MOST_TOLD) if len(value) > MOST_TOLD else ""
        return _(", ").join(value_phrase(name, one, _) for one in value[:MOST_TOLD]) + more
    return _word(name, value, _)


def _word(name: str, value: Any, _: Translate) -> str:
    if name == "role":
        return known_role_word(str(value), _)
    if name in ("scopes", "fields") and value in PERMISSIONS:
        return PERMISSIONS[value].about.told(_)
    if name in ("fields", "changed"):
        return known_word(str(value), _)
    if name == "of" and value in LISTS:
        return LISTS[value].told(_)
    return f"{value:,}" if isinstance(value, int) else str(value)
