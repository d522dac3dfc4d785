"""What commands that make a graph print when it is made."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

__all__ = ["build_summary", "change_summary"]

_MOST_NAMED = 10


def build_summary(manifest: Mapping[str, Any], out: str, *, is_unchanged: bool) -> str:
    """Return what a build made, and what it passed over: counted, and named where it is no page furniture."""
    from kg.read import FURNITURE, Skipped
    from kg.text import plural

    counts = manifest["counts"]
    kinds = ", ".join(f"{count:,} {plural(kind)}" for kind, count in counts["entities"].items())
    written = "unchanged, nothing was to be done:" if is_unchanged else f"written to {out}:"
    lines = [
        f"{counts['papers']:,} papers of {counts['records']:,} records in {counts['files']:,} files: {kinds}",
        f"{written} open {out}/graph.html in a browser, {out}/graph.graphml in Gephi",
    ]
    if disagreed := counts["conflicts"]:
        lines.append(f"sources disagree on {disagreed:,} fields of papers: see kg stats --conflicts -o {out}")
    if skipped := [Skipped(**item) for item in manifest["skipped"]]:
        reasons = Counter(item.reason for item in skipped)
        told = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
        lines.append(f"skipped (all named in {out}/manifest.json): {told}")
        others = [item for item in skipped if item.reason != FURNITURE]
        lines += [f"  {item.where}: {item.what!r}: {item.reason}" for item in others[:_MOST_NAMED]]
    return "\n".join(lines)


def change_summary(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Return how many papers and files a build holds that the one before did not, and what that one held else."""
    files, others = ({file["sha256"]: file["name"] for file in manifest["inputs"]} for manifest in (before, after))
    papers = after["counts"]["papers"] - before["counts"]["papers"]
    new, gone = len(others.keys() - files.keys()), sorted(files[digest] for digest in files.keys() - others.keys())
    told = f"{papers:+,} papers, {new:,} new files"
    return f"{told}; no longer what they were: {', '.join(gone)}" if gone else told
