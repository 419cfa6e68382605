"""The table of the judges, row by row."""

from itertools import product

import pytest

from derive.prove.combine import Outcome, combine
from derive.verdict import Answer

SILENT = (Answer.NO_ANSWER, Answer.NO_INSTANCE, Answer.NOT_RUN)
UNPROVED = (Answer.NO_ANSWER, Answer.NOT_RUN)

ROWS = [
    ((Answer.PROVED,), (Answer.AGREES, *SILENT), (Answer.AGREES, *SILENT), Outcome.EVERY_SIZE),
    ((Answer.PROVED,), (Answer.DIFFERS,), tuple(Answer), Outcome.CONFLICT),
    ((Answer.PROVED,), tuple(Answer), (Answer.DIFFERS,), Outcome.CONFLICT),
    (UNPROVED, tuple(Answer), (Answer.DIFFERS,), Outcome.WRONG),
    (UNPROVED, (Answer.DIFFERS,), (Answer.AGREES,), Outcome.CONFLICT),
    (UNPROVED, (Answer.DIFFERS,), SILENT, Outcome.UNKNOWN),
    (UNPROVED, (Answer.AGREES, *SILENT), (Answer.AGREES,), Outcome.TRIED),
    (UNPROVED, (Answer.AGREES,), (Answer.NOT_RUN,), Outcome.TRIED),
    (UNPROVED, (Answer.AGREES,), (Answer.NO_ANSWER, Answer.NO_INSTANCE), Outcome.UNKNOWN),
    (UNPROVED, SILENT, SILENT, Outcome.UNKNOWN),
]


@pytest.mark.parametrize(("general", "instance", "numeric", "outcome"), ROWS)
def test_a_row_of_the_table_has_its_outcome(general, instance, numeric, outcome):
    assert {combine(*answers) for answers in product(general, instance, numeric)} == {outcome}


def test_the_rows_cover_what_the_judges_can_say():
    covered = {answers for *row, _ in ROWS for answers in product(*row)}
    judges = (
        (Answer.PROVED, *UNPROVED),
        (Answer.AGREES, Answer.DIFFERS, *SILENT),
        (Answer.AGREES, Answer.DIFFERS, *SILENT),
    )
    assert set(product(*judges)) <= covered
