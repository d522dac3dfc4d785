"""Files and folders: what is found, and what is said of a file that cannot be read."""

import bz2
import gzip
import io
import itertools
import json
import lzma
import os
import socket
import sys
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

import pytest

from kg.errors import InputError, SettingError, UnknownFormatError
from kg.model import Paper
from kg.read import READERS, Hints, InputFile, Skipped, SourceFile, iter_papers, read_papers

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

FERRY = """Ferries in Fog: Sonar Maps for Small Harbours

We map harbours by sonar from a ferry, and dock it in fog without a pilot.
"""
MOSS = """Moss as a Sensor: Reading Air from Green Walls

We photograph moss every hour and read the quality of the air from its hue.
"""
BELLS = '{"title": "Bells that Tune Themselves"}\n'
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


def titles(paths: Sequence[Path], *, format: str | None = None) -> list[str]:
    return [paper.title.partition(":")[0] for paper in read_papers(paths, format=format).papers]


def message(path: Path, *, format: str | None = None) -> str:
    with pytest.raises(InputError) as raised:
        read_papers([path], format=format)
    return str(raised.value)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {"a.txt": FERRY, "deep/er/a.txt": MOSS, "deep/b.jsonl": BELLS}.items():
        (tmp_path / "papers" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "papers" / name).write_text(text)
    return tmp_path / "papers"


def test_folders_are_read_to_their_depth(folder: Path) -> None:
    reading = read_papers([folder])
    assert [file.name for file in reading.files] == ["a.txt", "deep/b.jsonl", "deep/er/a.txt"]
    assert [file.format for file in reading.files] == ["listing", "jsonl", "listing"]
    assert [file.records for file in reading.files] == [1, 1, 1]
    assert [paper.sources for paper in reading.papers] == [("deep/b.jsonl",), ("a.txt",), ("deep/er/a.txt",)]


def test_hidden_files_are_left_out_of_folders_but_read_when_named(folder: Path) -> None:
    (folder / ".hidden.txt").write_text("Hidden: A Title that Hides\n")
    (folder / ".git").mkdir()
    (folder / ".git" / "config.txt").write_text("Hidden: A Title that Hides\n")
    assert "Hidden" not in titles([folder])
    assert titles([folder / ".hidden.txt"]) == ["Hidden"]
    assert titles([folder / ".git"]) == ["Hidden"]


def test_files_of_one_name_in_two_folders_keep_apart(folder: Path) -> None:
    reading = read_papers([folder / "a.txt", folder / "deep" / "er" / "a.txt"])
    assert [file.name for file in reading.files] == ["a.txt", "deep/er/a.txt"]
    reading = read_papers([folder / "deep" / "b.jsonl", folder / "deep" / "er" / "a.txt"])
    assert [file.name for file in reading.files] == ["b.jsonl", "er/a.txt"]


def test_the_order_of_paths_and_the_working_folder_do_not_matter(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    expected = read_papers([folder])
    for paths in itertools.permutations([Path("a.txt"), folder / "deep", Path("deep/../deep/er/a.txt")]):
        assert read_papers(paths) == expected
    assert read_papers([Path()]) == expected


def test_a_file_given_twice_is_read_once(folder: Path) -> None:
    (folder / "link.txt").symlink_to(folder / "a.txt")
    assert read_papers([folder, folder / "a.txt", folder / "link.txt"]).records == 3


def test_files_are_known_by_their_content_and_digest(tmp_path: Path) -> None:
    (tmp_path / "wrong.txt").write_text(BELLS)
    (tmp_path / "noname").write_bytes(gzip.compress(FERRY.encode()))
    by_name = {file.name: file for file in read_papers([tmp_path]).files}
    assert {name: file.format for name, file in by_name.items()} == {"wrong.txt": "jsonl", "noname": "listing"}
    assert by_name["wrong.txt"].sha256 == sha256(BELLS.encode()).hexdigest()
    assert by_name["wrong.txt"].size == len(BELLS)


def test_a_missing_path(tmp_path: Path) -> None:
    assert message(tmp_path / "none") == f"{tmp_path}/none: no such file or folder"
    (tmp_path / "gone").symlink_to(tmp_path / "none")
    assert message(tmp_path / "gone") == f"{tmp_path}/gone: no such file or folder"


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    assert "cannot be read" in message(tmp_path / ("long" * 100))


def test_a_pipe_and_a_socket_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert message(tmp_path / "pipe") == f"{tmp_path}/pipe: neither a file nor a folder"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        assert message(tmp_path / "socket") == f"{tmp_path}/socket: neither a file nor a folder"
    assert message(tmp_path) == f"{tmp_path}: a folder without files; expected files of papers"


@pytest.mark.parametrize("content", [b"", b" \n\r\n\t", b"\xef\xbb\xbf", b"\xff\xfe", gzip.compress(b"\n", mtime=0)])
@pytest.mark.parametrize("format", [None, *READERS])
def test_an_empty_file(content: bytes, format: str | None, tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(content)
    assert message(tmp_path / "empty", format=format) == f"{tmp_path}/empty: the file is empty; expected papers"


BINARY = pytest.mark.parametrize("content", [PNG, gzip.compress(PNG, mtime=0), b"text and then\0"])


@BINARY
@pytest.mark.parametrize("format", ["jsonl", "listing"])
def test_a_binary_file_that_should_be_text(content: bytes, format: str, tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(content)
    assert message(tmp_path / "binary", format=format) == f"{tmp_path}/binary: a binary file; expected text (UTF-8)"


@BINARY
def test_a_binary_file_that_no_reader_knows(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(content)
    told = message(tmp_path / "binary")
    assert told.startswith(f"{tmp_path}/binary: no reader knows this file; there are: ")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-32", "utf-8-sig"])
def test_unicode_is_recognised_with_and_without_a_mark(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(BELLS.encode(encoding))
    assert titles([tmp_path / "a"]) == ["Bells that Tune Themselves"]


@pytest.mark.parametrize("line", [1, 3, 20_000])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_another_encoding_is_named_with_the_line(encoding: str, line: int, tmp_path: Path) -> None:
    file = tmp_path / "latin.txt"
    file.write_bytes(
        "".join(f"{number}\n" for number in range(1, line)).encode(encoding) + "Café\n".encode("latin-1") + b"x\n" * 9
    )
    told = f"{file}, near line {line}: not UTF-8 text (byte 0xe9); convert it first, for example: iconv"
    assert message(file).startswith(told)


@pytest.mark.parametrize("name", ["Cp1252", "ISO8859_1", "windows-1252", "latin1"])
@pytest.mark.parametrize("late", [False, True])
def test_an_encoding_that_the_first_line_names_is_obeyed(name: str, late: bool, tmp_path: Path) -> None:
    filler = "@comment{no more than ASCII}\n" * 9000 if late else ""
    text = f"% Encoding: {name}\n\n{filler}@article{{a, title = {{Poincar\u00e9 Maps}}}}\n"
    (tmp_path / "a.bib").write_bytes(text.encode("cp1252"))
    assert titles([tmp_path / "a.bib"]) == ["Poincar\u00e9 Maps"]
    if not late:
        (tmp_path / "a.bib").write_text(text, encoding="utf-8")
        assert titles([tmp_path / "a.bib"]) == ["Poincar\u00e9 Maps"]


@pytest.mark.parametrize("name", ["utf-16", "rot13", "nonsense", "cp037", "zlib"])
def test_an_encoding_that_cannot_be_is_not_obeyed(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(
        f"% Encoding: {name}\n@article{{a, title = {{Poincar\u00e9 Maps}}}}\n", encoding="utf-8"
    )
    assert titles([tmp_path / "a.bib"]) == ["Poincar\u00e9 Maps"]


def test_damaged_utf_16(tmp_path: Path) -> None:
    (tmp_path / "half.txt").write_bytes(FERRY.encode("utf-16")[:-1])
    assert "not UTF-16 text" in message(tmp_path / "half.txt")


PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstd.compress,
}
EVERY_PACKING = pytest.mark.parametrize(("suffix", "pack"), PACKINGS.items(), ids=PACKINGS)


@EVERY_PACKING
def test_packed_files_are_told_by_content(suffix: str, pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(pack(FERRY.encode()) + pack(f"\n{MOSS}".encode()))
    assert titles([tmp_path / "a.txt"]) == ["Ferries in Fog", "Moss as a Sensor"]
    with SourceFile.of_path(tmp_path / "a.txt", "a.txt").seekable() as file:
        file.seek(8)
        assert file.read(6) == b"in Fog"


@EVERY_PACKING
@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: data[:-9], id="cut off"),
        pytest.param(lambda data: data[:6], id="only its start"),
        pytest.param(lambda data: data[:-8] + b"\0" * 8, id="wrong end"),
        pytest.param(lambda data: data[:40] + b"\xff" * 40 + data[80:], id="wrong bytes"),
    ],
)
def test_a_damaged_packed_file(
    damage: Callable[[bytes], bytes], suffix: str, pack: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    file = tmp_path / "a"
    file.write_bytes(damage(pack((FERRY * 9 + MOSS).encode())))
    assert message(file).startswith(f"{file}: a damaged {suffix} file (")


@EVERY_PACKING
def test_a_bomb_is_stopped_early(
    suffix: str, pack: Callable[[bytes], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.read.packed.FREE_BYTES", 2**20)
    file = tmp_path / f"bomb{suffix}"
    file.write_bytes(pack(b"papers\n" * 2**20))
    told = f"{file}: unpacks to more than 1 MiB and to more than 200 times its size; if you trust it, unpack it first"
    source = SourceFile.of_path(file, "bomb")
    for read in (source.whole, source.text, lambda: list(source.lines())):
        with pytest.raises(InputError) as raised:
            read()
        assert str(raised.value) == told


@EVERY_PACKING
def test_what_is_packed_well_is_no_bomb(
    suffix: str, pack: Callable[[bytes], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.read.packed.FREE_BYTES", 2**20)
    lines = [
        json.dumps({"title": f"Bells {number}", "abstract": f"{number * 7919:x} " * 9}) for number in range(20_000)
    ]
    (tmp_path / "a").write_bytes(pack("\n".join(lines).encode()))
    assert [line for _, line in SourceFile.of_path(tmp_path / "a", "a").lines()] == lines


def test_a_line_without_end_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.read.source.LONGEST_LINE", 2**16)
    (tmp_path / "a").write_bytes(b"short\n" + b"a" * 2**16 + b"b")
    with pytest.raises(InputError, match="line 2: longer than 65,536 characters"):
        list(SourceFile.of_path(tmp_path / "a", "a").lines())


def test_standard_input(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(BELLS.encode()))))
    reading = read_papers([Path("-"), folder / "a.txt", Path("-")])
    assert [file.name for file in reading.files] == ["a.txt", "standard input"]
    assert [paper.sources for paper in reading.papers] == [("standard input",), ("a.txt",)]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert message(Path("-")) == "standard input: the file is empty; expected papers"


def test_patterns(folder: Path) -> None:
    assert titles([folder / "*" / "*.jsonl"]) == ["Bells that Tune Themselves"]
    assert sorted(titles([folder / "**" / "*.txt"])) == ["Ferries in Fog", "Moss as a Sensor"]
    assert message(folder / "*.bib") == f"{folder}/*.bib: no file matches the pattern"
    (folder / "[a].txt").write_text(MOSS)
    assert titles([folder / "[a].txt"]) == ["Moss as a Sensor"]


def test_strict_makes_the_first_broken_record_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(f'{BELLS}{{"year": 1}}\n')
    (tmp_path / "b.txt").write_text(f"Subscribe\n\n{FERRY}")
    assert len(read_papers([tmp_path]).papers) == 2
    with pytest.raises(InputError) as raised:
        read_papers([tmp_path], strict=True)
    assert str(raised.value) == (
        f"{tmp_path}/a.jsonl, line 2: no title: '{{\"year\": 1}}'; without --strict it is skipped"
    )
    assert len(read_papers([tmp_path / "b.txt"], strict=True).papers) == 1


def test_papers_come_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(BELLS * 3)
    items = iter_papers([tmp_path / "a.jsonl"])
    assert [type(item) for item in items] == [Paper, Paper, Paper, InputFile]


def test_columns_are_fields_of_a_paper() -> None:
    with pytest.raises(SettingError, match="no field of a paper is called 'titel'; there are: title, abstract"):
        Hints(columns={"titel": "a"})


@pytest.mark.parametrize("content", ["<svg><text>Ferries</text></svg>", "%!PS-Adobe\n(Ferries) show", "[{}]"])
def test_a_file_that_no_reader_knows_names_the_readers(content: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_text(content)
    with pytest.raises(UnknownFormatError) as raised:
        read_papers([tmp_path / "a"])
    told = str(raised.value)
    assert told.startswith(f"{tmp_path}/a: no reader knows this file")
    assert "--format" in told
    assert all(name in told for name in READERS)


def test_a_format_overrides_the_content(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("<b>Ferries</b> in Fog: A Title in Bold\n")
    with pytest.raises(UnknownFormatError):
        read_papers([file])
    assert read_papers([file], format="listing").files[0].format == "listing"
    file.write_text(FERRY)
    told = message(file, format="jsonl")
    assert told.startswith(f"{file}: no paper found in 1 file; the first of 2 things skipped: a.txt, line 1: not JSON")


@pytest.mark.parametrize("format", ["word", "", "JSONL"])
def test_a_format_that_does_not_exist_names_those_that_do(format: str, folder: Path) -> None:
    for path in (folder, folder / "a.txt"):
        with pytest.raises(UnknownFormatError) as raised:
            read_papers([path], format=format)
        assert str(raised.value).startswith(f"no reader is called {format!r}; there are: ")
        assert all(name in str(raised.value) for name in READERS)


def test_unreadable_files_of_a_folder_are_skipped_and_named(folder: Path) -> None:
    late = FERRY * 1000
    lines = late.count("\n")
    assert len(late) > 65_536
    files = {
        "binary.png": (PNG, "no reader knows this file"),
        "damaged.gz": (gzip.compress(b"text" * 99)[:-9], "a damaged .gz file ("),
        "empty.txt": (b"", "the file is empty; expected papers"),
        "late.txt": (late.encode() + b"\xe9", f"near line {lines + 1}: not UTF-8 text (byte 0xe9)"),
        "latin.txt": (b"caf\xe9", "near line 1: not UTF-8 text (byte 0xe9)"),
        "page.svg": (b"<svg>", "no reader knows this file"),
    }
    for name, (content, _) in files.items():
        (folder / name).write_bytes(content)
    reading = read_papers([folder])
    assert [file.name for file in reading.files] == ["a.txt", "deep/b.jsonl", "deep/er/a.txt", "late.txt"]
    assert reading.files[3].records == 999
    assert [(item.source, item.line, item.what) for item in reading.skipped] == [
        (name, 0, "the rest of the file" if name == "late.txt" else "the whole file") for name in files
    ]
    for item in reading.skipped:
        assert item.reason.startswith(files[item.source][1])
        assert str(folder) not in item.reason
        assert item.where == item.source
    for name in files:
        with pytest.raises(InputError, match=name):
            read_papers([folder, folder / name])


def test_a_folder_without_readable_files(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    (tmp_path / "b.png").write_bytes(PNG)
    assert message(tmp_path) == (
        f"{tmp_path}: no paper found in 2 files; the first of 2 things skipped: a.png: no reader knows this file"
    )


def test_a_folder_whose_files_are_all_hidden(tmp_path: Path) -> None:
    (tmp_path / ".a.txt").write_text(FERRY)
    assert "a folder without files" in message(tmp_path)


def test_what_is_skipped_is_sorted_by_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("Short\n\nSubscribe\n\n" + FERRY)
    (tmp_path / "a.txt").write_text("12 upvotes\n\n" + MOSS)
    skipped = read_papers([tmp_path]).skipped
    assert [item.where for item in skipped] == ["a.txt, line 1", "b.txt, line 1", "b.txt, line 3"]
    assert skipped[0] == Skipped("a.txt", 1, "12 upvotes", "page furniture")
