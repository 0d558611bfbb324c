from detente.report.markdown import brief_markdown, markdown_table


def test_a_table_keeps_its_columns_whatever_the_cells_hold():
    text = markdown_table(("a", "b"), [(1, "x|y"), ("two\nlines", None)])
    assert text.splitlines() == ["| a | b |", "| --- | --- |", "| 1 | x\\|y |", "| two lines | None |"]


def test_the_brief_in_markdown(page_brief):
    text = brief_markdown(page_brief)
    assert text.startswith(f"# {page_brief.title}\n")
    for number in page_brief.numbers:
        assert f"| {number.label} | {number.shown} |" in text
    for section in page_brief.sections:
        assert f"\n## {section.title}\n" in text
        for figure in section.figures:
            assert figure.description in text
    widths = {}
    for block in text.split("\n\n"):
        if block.startswith("| "):
            widths[block] = {line.replace("\\|", "").count("|") for line in block.splitlines()}
    assert len(widths) > 10
    assert all(len(width) == 1 for width in widths.values()), "every row of a table has its header's columns"
    assert text.endswith(f"    {page_brief.command}\n")
