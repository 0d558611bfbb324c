"""Every verb answers the second case as it does the first, or says in one sentence why it has nothing."""

import pytest

NAME = "china-australia-2020"
DAY = ("--on", "2021-04-01")


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (("check", NAME), None),
        (("rates", NAME, "CHN", "AUS", *DAY), "rows"),
        (("rates", NAME, "CHN", "AUS", *DAY, "--by", "sector"), "rows"),
        (("why", NAME, "CHN", "AUS", "1003", *DAY), "layers"),
        (("why", NAME, "--claim", "c-coal-order"), "claim"),
        (("diff", NAME, "--from", "2020-04-30", "--to", "2021-04-01"), "measures"),
        (("board", NAME, *DAY), "rules"),
        (("evidence", NAME, "--as-of", "2022-07-31"), "contradictions"),
        (("evidence", "ach", NAME), None),
        (("evidence", "parameters", NAME), None),
        (("run", f"{NAME}:informal-bans"), "rows"),
    ],
    ids=lambda words: "-".join(words) if isinstance(words, tuple) else "",
)
def test_a_verb_answers(detente, words, key):
    answer = detente(*words, "--json")
    assert answer.code == 0
    assert answer.json["meta"]["case"] == NAME
    if key is not None:
        assert answer.json[key]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("path", NAME, "--from", "2020-01", "--to", "2020-12"), "is of US trade with China only"),
        (("minerals", NAME, *DAY), "no critical input is under licence or ban on 2021-04-01"),
        (("board", NAME, *DAY, "--third"), "no suspension of CHN runs for them on this day"),
    ],
)
def test_a_verb_without_data_says_so(detente, words, says):
    answer = detente(*words)
    assert says in " ".join((answer.out + answer.err).split())
