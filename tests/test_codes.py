"""A code beside the name of its account is that account, by the examples that stand in prompts/lexicon/codes.yaml."""

from datetime import date

import pytest

from service.language.codes import code_words, join_codes
from service.language.mentions import analyse
from service.pipeline import open_service
from service.query.targets import read_targets

TODAY = date(2024, 6, 1)


@pytest.fixture(scope="module")
def lexicon(config):
    return open_service(config).load().lexicon


def accounts(question, lexicon):
    analysis = join_codes(analyse(question, lexicon, TODAY))
    assert analysis.left_text() == ""
    return [placed.target.id for placed in read_targets(analysis, "、")]


@pytest.mark.parametrize(("question", "account"), code_words().passes)
def test_a_code_and_its_name_are_one_account(lexicon, question, account):
    assert accounts(question, lexicon) == [account]


@pytest.mark.parametrize("question", code_words().stops)
def test_codes_of_several_accounts_stay_several(lexicon, question):
    assert len(accounts(question, lexicon)) == 2
