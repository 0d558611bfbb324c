"""What looks like an answer not given and concerns no press: complaints, courts, surveys, hidden names, late answers.

Each test reads a sentence as one line of words in lower case and the place of a cue in it.
"""

from __future__ import annotations

import re

from detente.desk.lexicon import nouns

__all__ = ["answered_after", "asides", "pressed"]

PRESS = re.compile(
    r"\b(?:reporters?|journalists?|newspapers?|magazine|press|media|correspondents?|broadcaster|"
    r"for (?:an? |further |immediate )?(?:comment|interview)|to comment|told us|our (?:\w+ )?(?:questions?|requests?|"
    r"calls?|emails?|e-mails?|reporter|invitation|deadline))\b"
)
"""Words by which a sentence tells that the press asked."""
COURT = re.compile(
    r"\b(?:in court|in committee|under oath|(?:before|from|by) (?:the|an?) (?:\w+ )?(?:committee|panel|inquiry|"
    r"inquest|tribunal|court|judges?|investigators|auditors|lawmakers|senators)|the court heard|transcript|"
    r"testimony|testified|witness(?:es)?|(?:lawmakers|senators|deputies|legislators) (?:said|complained|asked|wrote)|"
    r"(?:committee|panel|inquiry|court|judge) (?:said|heard|found|asked)|was fined|contempt)\b"
)
SURVEY = re.compile(
    r"\b(?:questionnaires?|surveys?|surveyed|polls?|polled|census|public comments|invited public comment|"
    r"comment period|consultation period|response rate|respondents|docket|"
    r"radio (?:calls?|messages?|contact|signals?)|hotline|helpline|distress)\b"
)
HIDDEN = re.compile(
    r"\b(?:anonym\w*|condition|not for attribution|declined to be (?:named|"
    r"identified|quoted)|asked (?:that|for) (?:his|her|their) names?|asked not(?= to be )|"
    r"withheld (?:his|her|their) name)\b"
)
ALLOWED = re.compile(r"\b(?:allowed|permitted|authori[sz]ed|cleared|free|at liberty|told not|instructed not)\b")
LATER = re.compile(
    r"^[^.;]{0,70}?\b(?:but|then|though|before|and then)(?: (?:he|she|it|they))?(?: \w+ly)?(?: (?:then|later|soon|did|"
    r"eventually|finally|afterwards))*(?: (?:he|she|it|they))? (?:(?:called|rang|phoned|wrote|came|got|calling|ringing|"
    r"phoning|writing) back|returned (?:the|it|them)|relented|relenting|(?:agreed|agreeing) to (?:talk|speak|comment|"
    r"meet|be interviewed)|answered the (?:second|next|other|rest)|replied (?:the next|an? \w+ later)|talked for|"
    r"spoke for|said everything|called again)"
)
AT_ONCE = re.compile(
    r"^(?: [\w'-]+){0,3} and (?:then )?(?:explained|replied|answered|confirmed|named|listed|admitted|(?:called|rang|"
    r"phoned|wrote) back|told (?:us|reporters|the)|said (?:that )?(?:it|this|they|the \w+|there) (?:was|were|is|had))\b"
)
LONG = re.compile(r"^(?: [\w'-]+){0,4} (?:in|for) (?:\w+ ){0,2}(?:years|decades|months|a decade|a year)\b")
GROUP = re.compile(r"\b(?:our|us|my|me)\b")
REFUSED = re.compile(r"\b(?:not|n't|never|no one|nobody|unanswered|unreturned|no (?:reply|answer|response)|ignor\w+)\b")


def pressed(line: str) -> bool:
    """Whether a sentence names the press or what only the press asks for."""
    return PRESS.search(line) is not None


def answered_after(line: str, end: int) -> bool:
    """Whether the same sentence tells after a cue that the answer was given: "but rang back an hour later"."""
    return LATER.match(line[end:]) is not None or AT_ONCE.match(line[end:]) is not None


def asides(line: str, start: int, end: int) -> set[str]:
    """Why a cue at a place of a line may be no answer refused to the press.

    Returns
    -------
    set of str
        later: the answer came; court: a court or committee asked; survey: a questionnaire; hidden: the ground for
        hiding a name; complaint: somebody complains of a third party in a quotation; expected: it did not come so;
        long: what had not been done for years.
    """
    found: set[str] = set()
    cue, ahead = line[start:end], line[:start]
    if answered_after(line, end):
        found.add("later")
    told = pressed(line)
    if COURT.search(line) and not told:
        found.add("court")
    if SURVEY.search(line) and not told:
        found.add("survey")
    if ALLOWED.search(cue) and HIDDEN.search(line):
        found.add("hidden")
    if _complains(line, ahead, cue, end):
        found.add("complaint")
    if re.search(r"\b(?:expected|supposed|used|known|likely|said) to (?:\w+ )?$", ahead):
        found.add("expected")
    if re.search(r"\b(?:who|which) (?:had|has)?(?: \w+)?\s*$", ahead) and LONG.match(line[end:]):
        found.add("long")
    return found


def _complains(line: str, ahead: str, cue: str, end: int) -> bool:
    """In a quotation, of a third party, without a press: "They never call back," said the owner of a garage."""
    if re.search(r"\bcomplain(?:s|ed)? (?:\w+ ){0,3}that\b|, (?:he|she) complained\b", line) and not pressed(line):
        return True
    if ahead.count('"') % 2 == 0 or not REFUSED.search(cue + line[end : end + 40].split('"', maxsplit=1)[0]):
        return False
    tail = line[end:].split('"', 1)[1] if '"' in line[end:] else ""
    who = set(re.findall(r"[\w'-]+", tail.split(" of ")[0])[:12])
    if who & (nouns("spokesperson") | {"press", "officer", "aide", "lawyer", "secretary", "receptionist"}):
        return False
    if re.search(r"\b(?:reporter|journalist|editor|correspondent)s?\b", tail):
        return False
    ours = GROUP.search(cue + line[end:].split('"', maxsplit=1)[0]) is not None
    mine = re.search(r"\b(?:i|we)\b", ahead.rsplit('"', 1)[1] + cue) is not None
    third = re.search(r"\b(?:they|he|she)\b(?: \w+)?\s*$", ahead) is not None
    sent = re.search(
        r"answer|call|repl|respon|return|writ|pick|talk|listen|letter|mail|contact", cue + line[end : end + 40]
    )
    return (
        not mine
        and sent is not None
        and (ours or (third and re.search(r"answer|call|repl|respond|return|write|pick", cue) is not None))
    )
