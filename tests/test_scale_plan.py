"""The plan for large corpora: the page holds what the script computes."""

import runpy
from pathlib import Path

ROOT = Path(__file__).parent.parent
PLAN = runpy.run_path(str(ROOT / "benchmarks" / "plan.py"))


def test_the_page_holds_every_table_of_the_plan() -> None:
    page = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
    tables = PLAN["plan"]().strip().split("\n\n")
    assert len(tables) == 5
    for table in tables:
        assert table in page, f"docs/scale.md lacks what `python benchmarks/plan.py` prints:\n{table}"


def test_more_papers_take_more_and_more_cores_less() -> None:
    few, many = (sum(cost.hours(papers) for cost in PLAN["MEASURED"].values()) for papers in PLAN["SIZES"][:2])
    assert 10 <= many / few < 11
    elapsed = [PLAN["_elapsed"](10_000_000, cores) for cores in PLAN["CORES"]]
    assert elapsed == sorted(elapsed, reverse=True)


def test_names_are_as_many_as_measured_where_they_were() -> None:
    for measured in (PLAN["ENTITIES"], PLAN["FORMS"]):
        for papers, names in measured.items():
            assert round(PLAN["_grown"](measured, papers)) == names
