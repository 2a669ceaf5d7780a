"""Headlines made of a quote: who does what, in the words of the quote."""

from re import IGNORECASE, Match, compile as compile_pattern

from schema.classify.evidence import find_first
from schema.classify.gate import has_ai_mention, iter_ai_mentions
from schema.classify.sentences import iter_sentences
from schema.taxonomy.rules import rules_for

MAX_HEADLINE = 120
MAX_COMPANY = 50
MAX_SPEAKER = 40

MIN_CLAUSE = 40

_CLAUSE = compile_pattern(
    r"[,;:—–]\s(?:(?:and|but|so|which|that)\s)?|\s(?:and|but|because|which|where|while)\s"
)
_COMPANY_FORM = compile_pattern(
    r",? ?(?:\(?Class [A-C]\)?|(?:& |and )?Co(?:mpany)?\b\.?"
    r"|Inc(?:orporated|\b\.?)|Corp(?:oration|\b\.?)|Ltd\b\.?|Limited|PLC|plc|LLC"
    r"|N\.V\.?|(?:Technology )?S\.A\.?|SE|AG|Holdings?|Group|& )$"
)
# A headline that is cut does not end with these.
_LOOSE_END = compile_pattern(
    r"(?: (?:a|an|and|as|at|across|by|for|from|help|in|including|into|its|of|on|or|our|rather|so"
    r"|some|than|that|the|their|these|this|to|via|which|with))+$"
)
_SPEAKERS_OWN = compile_pattern(r"(?:I|I['’](?:m|ve|d|ll)|My|my)\b")
_SPEAKERS_VIEW = compile_pattern(
    r"I (?:really |do |also |just |would |firmly )*"
    r"(?:think|believe|say|guess|mean|see|expect)(?: that)?,? ",
    IGNORECASE,
)

_ADVERB = r"(?:(?:also|now|just|still|already|really|\w+ly) )*"
_HELPERS = {
    "'re": "is", "are": "is", "'ve": "has", "have": "has", "'ll": "will", "do": "does",
    "don't": "doesn't", "were": "was", "aren't": "isn't", "haven't": "hasn't",
}  # fmt: skip
_PAST_AND_HELPERS = """
became began brought built can can't cannot could did didn't found gave got grew had held kept led
made may met might must put ran saw set should sold spent spoke took went will won won't would
"""
_VERBS = """
add aim anticipate apply believe benefit bring build combine continue create deliver deploy
develop drive embed enable enhance expand expect feel focus get give go have help hope increase
integrate intend introduce invest know launch lead leverage like look make need offer operate own
partner plan process provide rely remain roll run scale see sell serve ship spend start support
take talk target think train try understand use view want welcome win work
"""
_SAME = frozenset(_PAST_AND_HELPERS.split())
_PRESENT = frozenset(_VERBS.split())
_WE = compile_pattern(
    r"(?<!do )(?<!did )(?<!can )(?<!will )\b(?P<we>we)(?P<short>['’](?:re|ve|ll))?"
    rf"(?: (?P<adverb>{_ADVERB})(?P<verb>[\w'’]+))?",
    IGNORECASE,
)
_OURSELVES = compile_pattern(r"\b(?:[Ww]e|[Oo]urs?|[Oo]urselves|us)\b")
_OTHERS = {"our": "its", "ours": "its own", "ourselves": "itself", "us": "it", "we": "we"}
_LEFT_OVER = compile_pattern(r"\b(?:[Ww]e|I|[Mm]y|me|mine)\b")


def build_headline(text: str, speaker: str | None, company: str) -> str:
    """Return one sentence of at most 120 characters that says who does what, from a quote.

    The first sentence that mentions AI, without what leads up to it. "We" is the company where the
    rest allows it ("Acme uses AI in ranking."); else the words follow the name of the company, or
    of the speaker and the company for a view of the speaker's own ("Ann Lee (Acme): ..."). Nothing
    is added to the words but the form of a verb. Ends with a period or an ellipsis.
    """
    name = _shorten_company(company)
    sentence, is_view = _choose_sentence(" ".join(text.split()))
    if not sentence:
        return f"{name} on AI."
    short = _shorten(sentence, MAX_HEADLINE - len(name) - 2)
    if not is_view and (told := _tell(short, name)):
        return told
    said_by = " ".join((speaker or "").split())[:MAX_SPEAKER].strip()
    is_view = is_view or _SPEAKERS_OWN.match(sentence) is not None
    prefix = f"{said_by} ({name}): " if said_by and is_view else f"{name}: "
    return prefix + _shorten(sentence, MAX_HEADLINE - len(prefix))


def _shorten_company(company: str) -> str:
    name = " ".join(company.split())
    for _ in range(3):
        name = _COMPANY_FORM.sub("", name).strip(" ,")
    return name[:MAX_COMPANY].strip() or "The company"


def _choose_sentence(text: str) -> tuple[str, bool]:
    """Return the sentence without its lead, and whether the lead made it the speaker's view."""
    sentences = [text[start:end] for start, end in iter_sentences(text)]
    about_ai = [sentence for sentence in sentences if has_ai_mention(sentence)]
    chosen = (about_ai or sentences or [""])[0].strip(" \"'“”‘’-—–")
    is_view = False
    for _ in range(4):
        lead = find_first(rules_for("headline", "Boilerplate"), chosen)
        view = _SPEAKERS_VIEW.match(chosen)
        end = view.end() if view else lead.evidence.end if lead else 0
        rest = chosen[end:].lstrip(" ,-—–")
        if not end or not has_ai_mention(rest):
            break
        chosen, is_view = rest, is_view or view is not None
    chosen = chosen.strip(" \"'“”‘’").rstrip(".!?…,;: -—–")
    return chosen[:1].upper() + chosen[1:], is_view


def _tell(sentence: str, name: str) -> str | None:
    """Return the sentence with the company for its first "we" or "our" and "it" for the others.

    None where there is neither, and where the verb of one is not known.
    """
    first = _OURSELVES.search(sentence)
    if first is None:
        return sentence if sentence.startswith(name) else None
    owner = f"{name}’" if name.endswith("s") else f"{name}’s"
    head, told, rest = sentence[: first.start()], owner, sentence[first.end() :]
    if sentence.startswith(name):
        told, rest = "", sentence[first.start() :]
    elif we := _WE.match(sentence, first.start()):
        told, rest = _name_we(we, name), sentence[we.end() :]
    elif first.group().lower() == "we":
        return None
    elif first.group() == "us":
        told = name
    rest = _WE.sub(lambda match: _name_we(match, "it"), rest)
    rest = _OURSELVES.sub(lambda match: _OTHERS[match.group().lower()], rest)
    told = head + told + rest
    return None if _LEFT_OVER.search(told) else told


def _name_we(match: Match[str], name: str) -> str:
    """Return what "we" and its verb are in the third person; unchanged where it is not known."""
    short = (match["short"] or "").replace("’", "'").lower()
    verb, adverb = match["verb"] or "", match["adverb"] or ""
    if short:
        return f"{name} {_HELPERS[short]}" + (f" {adverb}{verb}" if verb else "")
    third = _third_person(verb)
    return f"{name} {adverb}{third}" if third else match.group()


def _third_person(verb: str) -> str | None:
    plain = verb.lower().replace("’", "'")
    if plain in _HELPERS:
        return _HELPERS[plain]
    if plain in _SAME or (plain.endswith("ed") and plain != "need"):
        return verb
    if plain in _PRESENT:
        return verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "o")) else "s")
    return None


def _shorten(sentence: str, room: int) -> str:
    """Return what fits of a sentence: its beginning, or what leads to the mention of AI."""
    mention = next(iter_ai_mentions(sentence), None)
    if len(sentence) < room or mention is None or mention.end < room:
        return _cut(sentence, room, mention.end if mention else 0)
    starts = [match.end() for match in _CLAUSE.finditer(sentence, 0, mention.start)]
    fitting = [start for start in starts if MIN_CLAUSE < mention.end - start < room - 2]
    start = fitting[0] if fitting else sentence.find(" ", mention.end - room + 3) + 1
    start = next((each for each in fitting if len(sentence) - each < room - 1), start)
    return "…" + _cut(sentence[start:], room - 1, mention.end - start)


def _cut(sentence: str, room: int, least: int) -> str:
    """Return the sentence with its end; one that is too long ends at a clause after `least`."""
    if len(sentence) < room:
        return sentence + "."
    kept = sentence[: room - 1]
    ends = [match.start() for match in _CLAUSE.finditer(kept, max(least, room * 2 // 3))]
    if ends:
        kept = kept[: ends[-1]]
    elif " " in kept:
        kept = kept[: kept.rindex(" ")]
    return _LOOSE_END.sub("", kept).rstrip(" .,;:—–-") + "…"
