from detente.case.read import open_case
from detente.report.brief_offers import deal_part, read_deal


def test_after_the_last_lever_has_moved_the_page_says_that_no_deal_is_looked_for():
    case = open_case("china-australia-2020")
    moment = case.ledger.moment(case.head.last)
    assert case.table.known(moment.as_of).levers, "levers are known, and none of them moves anything any more"
    said = read_deal(case, moment, full=False)
    assert said == "No lever that the models value was left on this day, so no deal is looked for."
    part = deal_part(moment, said, "stamp")
    assert part.sentence == ""
    assert part.sections[0].sentences == (said,)
    assert part.numbers[0].shown.startswith("not worked out")
