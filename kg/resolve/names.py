"""Which name a form stands for and why, told by its paper or else by all papers."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass

from kg.resolve.authority import Authority
from kg.resolve.forms import CountPapers, Form, Reason
from kg.resolve.meanings import corpus_expansions
from kg.resolve.slips import find_slips

__all__ = ["Named", "as_written", "name_forms"]


@dataclass(frozen=True, slots=True)
class Named:
    """A form, the name it stands for and why that is not simply what is written."""

    form: Form
    name: str
    reason: Reason


def name_forms(forms: Iterable[Form], authority: Authority, count: CountPapers) -> list[Named]:
    """Return what each form stands for: what its paper tells, what acronyms and slips mean, itself."""
    forms = list(forms)
    expansions = corpus_expansions(forms, authority.overrules.not_same)
    slips = find_slips(forms, authority.lexicon, count)
    differ = functools.cache(authority.differ)

    def named(form: Form) -> Named:
        acronym = form.surface.removesuffix("s")
        if form.reason:
            return Named(form, form.name, form.reason)
        if acronym in expansions:
            return Named(form, expansions[acronym], Reason.ACRONYM_ELSEWHERE)
        if form.surface in slips:
            return Named(form, slips[form.surface], Reason.SLIP)
        return as_written(form)

    def is_other(item: Named) -> bool:
        written = item.form.surface
        return item.name != written and differ(written, item.name, item.form.relation)

    return [as_written(item.form) if is_other(item) else item for item in map(named, forms)]


def as_written(form: Form) -> Named:
    """Return a form as standing for what is written."""
    return Named(form, form.surface, Reason.VARIANT)
