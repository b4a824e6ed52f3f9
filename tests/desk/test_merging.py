"""Two copies of a draft become one: nobody's words go without being told."""

from cme.desk.merging import Copy, Difference, Row, digests_of, merge


def copy(*, rows=(), **fields):
    values = {name: (text,) if text else () for name, text in fields.items()}
    return Copy(values, {"refs": [Row(pk, {"title": (title,)}) for pk, title in rows]})


BASE = copy(title="Old", body="Text", rows=[("1", "One"), ("2", "Two")])


def merged(mine, theirs):
    return merge(mine=mine, theirs=theirs, base=digests_of(BASE))


def rows_of(result):
    return [(row.pk, row.values["title"][0]) for row in result.copy.groups["refs"]]


def test_fields_that_only_the_other_changed_are_taken_over():
    result = merged(
        copy(title="Old", body="Mine", rows=[("1", "One"), ("2", "Two")]),
        copy(title="Theirs", body="Text", rows=[("1", "One"), ("2", "Two")]),
    )
    assert result.copy.fields == {"title": ("Theirs",), "body": ("Mine",)}
    assert (result.differences, result.taken) == ([], ["title"])


def test_field_that_both_changed_keeps_mine_and_tells_theirs():
    rows = [("1", "One"), ("2", "Two")]
    result = merged(copy(title="Mine", body="Text", rows=rows), copy(title="Theirs", body="Text", rows=rows))
    assert result.copy.fields["title"] == ("Mine",)
    assert result.differences == [Difference("title", {"title": ("Theirs",)}, {"title": ("Mine",)})]


def test_same_change_by_both_is_no_difference():
    rows = [("1", "One"), ("2", "Two")]
    result = merged(copy(title="New", body="Text", rows=rows), copy(title="New", body="Text", rows=rows))
    assert (result.differences, result.taken) == ([], [])


def test_place_without_a_base_counts_as_changed_by_both():
    result = merge(mine=copy(title="Mine"), theirs=copy(title="Theirs"), base={})
    assert result.copy.fields["title"] == ("Mine",)
    assert [difference.place for difference in result.differences] == ["title"]


def test_row_that_the_other_added_is_taken_over():
    result = merged(BASE, copy(title="Old", body="Text", rows=[("1", "One"), ("2", "Two"), ("3", "Three")]))
    assert rows_of(result) == [("1", "One"), ("2", "Two"), ("3", "Three")]
    assert result.taken == ["refs/3"]


def test_row_that_the_other_removed_goes_if_i_left_it_alone():
    result = merged(BASE, copy(title="Old", body="Text", rows=[("1", "One")]))
    assert rows_of(result) == [("1", "One")]
    assert result.taken == ["refs/2"]


def test_row_that_the_other_removed_stays_as_a_new_one_if_i_changed_it():
    mine = copy(title="Old", body="Text", rows=[("1", "One"), ("2", "Two, better")])
    result = merged(mine, copy(title="Old", body="Text", rows=[("1", "One")]))
    assert rows_of(result) == [("1", "One"), ("", "Two, better")]
    assert result.differences == [Difference("refs/2", None, {"title": ("Two, better",)})]


def test_row_that_i_removed_stays_away_if_the_other_left_it_alone():
    result = merged(copy(title="Old", body="Text", rows=[("1", "One")]), BASE)
    assert rows_of(result) == [("1", "One")]
    assert (result.differences, result.taken) == ([], [])


def test_row_that_i_removed_and_the_other_changed_comes_back_and_is_told():
    theirs = copy(title="Old", body="Text", rows=[("1", "One"), ("2", "Two, better")])
    result = merged(copy(title="Old", body="Text", rows=[("1", "One")]), theirs)
    assert rows_of(result) == [("1", "One"), ("2", "Two, better")]
    assert result.differences == [Difference("refs/2", {"title": ("Two, better",)}, None)]


def test_form_sent_twice_adds_its_new_row_once():
    mine = copy(title="Old", body="Text", rows=[("1", "One"), ("2", "Two"), ("", "Mine"), ("", "Mine too")])
    theirs = copy(title="Old", body="Text", rows=[("1", "One"), ("2", "Two"), ("3", "Mine"), ("4", "Mine too")])
    result = merged(mine, theirs)
    assert rows_of(result) == [("1", "One"), ("2", "Two"), ("3", "Mine"), ("4", "Mine too")]
    assert (result.differences, result.taken) == ([], [])


def test_new_rows_of_mine_stay():
    mine = copy(title="Old", body="Text", rows=[("1", "One"), ("2", "Two"), ("", "Mine")])
    theirs = copy(title="Old", body="Text", rows=[("1", "One"), ("2", "Two"), ("3", "Theirs")])
    assert rows_of(merged(mine, theirs)) == [("1", "One"), ("2", "Two"), ("", "Mine"), ("3", "Theirs")]
