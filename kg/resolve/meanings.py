"""What acronyms mean in papers that use them without saying."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from kg.lexicon import Lexicon
from kg.resolve.acronyms import is_acronym
from kg.resolve.forms import Form
from kg.text import variant_key, words

__all__ = ["acronym_meanings", "corpus_expansions"]


def corpus_expansions(forms: Iterable[Form], not_same: Collection[frozenset[str]]) -> Mapping[str, str]:
    """Return the names of acronyms that mean one thing in all papers that say what they mean.

    An acronym that a paper uses without saying is then taken to mean that too.
    """
    return {
        acronym: next(iter(names.values()))
        for acronym, names in _meanings(forms).items()
        if len(names) == 1 and frozenset((acronym, *names.values())) not in not_same
    }


def acronym_meanings(forms: Iterable[Form], lexicon: Lexicon) -> Mapping[str, str]:
    """Return the long forms of acronyms that mean one thing in all papers and in the lexicon.

    >>> from kg.lexicon import Entry
    >>> from kg.model import Relation
    >>> entry = Entry("CNN", ("convolutional neural network", "ConvNet"), Relation.TECHNIQUE)
    >>> acronym_meanings([], Lexicon([entry]))
    {'CNN': 'convolutional neural network'}
    """
    meanings = _meanings(forms)
    for entry in lexicon.entries:
        spelled = (entry.name, *entry.aliases)
        if long := next((name for name in spelled if not name.isupper() and len(list(words(name))) > 1), None):
            for acronym in filter(is_acronym, spelled):
                meanings[acronym.removesuffix("s")].setdefault(variant_key(long), long)
    for acronym, names in meanings.items():
        names.pop(variant_key(acronym), None)
    return {acronym: next(iter(names.values())) for acronym, names in meanings.items() if len(names) == 1}


def _meanings(forms: Iterable[Form]) -> defaultdict[str, dict[str, str]]:
    """Return the names that papers give to acronyms, by acronym and variant key; the one in lower case of variants."""
    meanings: defaultdict[str, dict[str, str]] = defaultdict(dict)
    named = [form for form in forms if form.name and form.name != form.surface and is_acronym(form.surface)]
    for form in sorted(named, key=lambda form: (not form.name.islower(), form.name)):
        meanings[form.surface.removesuffix("s")].setdefault(variant_key(form.name), form.name)
    return meanings
