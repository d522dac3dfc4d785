"""Settings: values are checked, and what is wrong is said with what would be right."""

import dataclasses
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import SettingError
from kg.settings import Settings, describe_settings, parse_settings

FIELDS = {setting.name: setting for setting in dataclasses.fields(Settings)}


def test_nothing_given_is_the_defaults() -> None:
    assert parse_settings({}) == Settings()


def test_values_are_parsed_as_their_kind() -> None:
    parsed = parse_settings({"related_per_paper": "5", "min_score": "1e-1", "seed": " 3 "})
    assert parsed == Settings(related_per_paper=5, min_score=0.1, seed=3)
    assert type(parsed.related_per_paper) is int


def test_a_switch_is_on_or_off() -> None:
    assert parse_settings({"fast": "true"}).fast
    assert not parse_settings({"fast": "false"}).fast
    for text in ("True", "1", "yes", ""):
        with pytest.raises(SettingError, match=r"fast is .*; expected true or false"):
            parse_settings({"fast": text})


@pytest.mark.parametrize("name", [name for name, setting in FIELDS.items() if setting.type is not bool])
def test_both_ends_of_a_range_are_allowed_and_nothing_beyond(name: str) -> None:
    low, high = FIELDS[name].metadata["low"], FIELDS[name].metadata["high"]
    for value in (low, high):
        assert getattr(parse_settings({name: str(value)}), name) == value
    for value in (low - 1, high + 1):
        with pytest.raises(SettingError) as raised:
            parse_settings({name: str(value)})
        assert re.match(rf"{name} is {value}(\.0)?; expected {low} to {high} ", str(raised.value))
        assert FIELDS[name].metadata["doc"] in str(raised.value)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_of_a_range_is_no_value(value: float) -> None:
    with pytest.raises(SettingError, match="expected 0 to 1"):
        Settings(min_score=value)


@pytest.mark.parametrize("text", ["", "many", "0x10", "1,5", "[]"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(SettingError) as raised:
        parse_settings({"min_score": text})
    assert str(raised.value) == f"min_score is {text!r}; expected a number"
    with pytest.raises(SettingError) as raised:
        parse_settings({"seed": text})
    assert str(raised.value) == f"seed is {text!r}; expected a whole number"


def test_a_part_of_a_number_is_no_whole_number() -> None:
    with pytest.raises(SettingError, match="expected a whole number"):
        parse_settings({"seed": "1.5"})


def test_an_unknown_name_gets_the_nearest_one_or_all() -> None:
    with pytest.raises(SettingError) as raised:
        parse_settings({"related_per_papers": "5"})
    assert str(raised.value) == "no setting is called 'related_per_papers'; did you mean related_per_paper?"
    with pytest.raises(SettingError) as raised:
        parse_settings({"zzz": "5"})
    assert str(raised.value) == f"no setting is called 'zzz'; there are: {', '.join(FIELDS)}"


@given(st.dictionaries(st.sampled_from(list(FIELDS)) | st.text(), st.text() | st.integers().map(str)))
def test_no_text_raises_anything_but_a_setting_error(values: dict[str, str]) -> None:
    try:
        parsed = parse_settings(values)
    except SettingError:
        return
    assert set(values) <= set(FIELDS)
    assert parsed == dataclasses.replace(Settings(), **{name: getattr(parsed, name) for name in values})


def test_every_setting_is_described_with_its_default() -> None:
    described = describe_settings()
    assert [name for name, _, _ in described] == list(FIELDS)
    assert parse_settings({name: default for name, default, _ in described}) == Settings()
    assert all(meaning for _, _, meaning in described)


def test_settings_do_not_change() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings().seed = 3  # type: ignore[misc]
