"""The role of a speaker, read from the title that is printed beside the name."""

from schema.classify.evidence import find_first
from schema.taxonomy.labels import SpeakerRole
from schema.taxonomy.rules import rules_for

ROLE_OF_HINT = {
    "analyst": SpeakerRole.ANALYST,
    "operator": SpeakerRole.OPERATOR,
    "executive": SpeakerRole.OTHER_EXECUTIVE,
}


def classify_speaker(title: str | None, hint: str | None = None) -> SpeakerRole:
    """Return the role that a printed title stands for.

    Args:
        title: the title as printed, such as "EVP and Chief Financial Officer".
        hint: what the source says of the speaker: "executive", "analyst", "operator", "unknown".
            An analyst or operator stays one whatever the title; an executive is never made one.
    """
    given = ROLE_OF_HINT.get((hint or "").strip().casefold())
    if given in (SpeakerRole.ANALYST, SpeakerRole.OPERATOR):
        return given
    finding = find_first(rules_for("speaker", "SpeakerRole"), title) if title else None
    if finding is None:
        return given or SpeakerRole.UNKNOWN
    role = SpeakerRole(finding.rule.label)
    if given and role in (SpeakerRole.ANALYST, SpeakerRole.OPERATOR):
        return given
    return role
