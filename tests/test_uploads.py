"""Wrong uploads: each is refused with its own reason, whatever its name says it is."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import get_args, get_type_hints

import openpyxl
import pytest
from pypdfium2 import PdfDocument
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

import service.documents.pdf
import service.documents.recognise as recognise
from service.documents import READERS, read
from service.documents.blocks import Remark
from service.errors import (
    DocumentArchive,
    DocumentDamaged,
    DocumentEmpty,
    DocumentOldFormat,
    DocumentProtected,
    DocumentScanned,
    DocumentTooLarge,
    DocumentUnknownFormat,
)
from service.reply.words import error_text, remark_texts
from tests.made_disclosure import DISCLOSURE, SUMMARY
from tests.made_files import Page, write_docx, write_html, write_pdf, write_xls, write_xlsx

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WRITERS = {".pdf": write_pdf, ".docx": write_docx, ".xlsx": write_xlsx, ".xls": write_xls, ".html": write_html}


def compound(stream: str) -> bytes:
    """The beginning of a compound file whose directory names one stream."""
    name = stream.encode("utf-16-le")
    return COMPOUND.ljust(512, b"\0") + name.ljust(64, b"\0") + (len(name) + 2).to_bytes(2, "little") + bytes(62)


def protected_pdf() -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer, encrypt=StandardEncryption("secret"))
    canvas.drawString(100, 100, "2024")
    canvas.save()
    return buffer.getvalue()


def picture_pdf(path: Path, pages: tuple[Page, ...], with_text: tuple[Page, ...] = ()) -> Path:
    """Pages with text, then pages as a scanner gives them: pictures."""
    source = write_pdf(path.with_name("source.pdf"), (*with_text, *pages))
    canvas = Canvas(str(path), pagesize=A4)
    scanned = PdfDocument.new()
    for number, page in enumerate(PdfDocument(source)):
        if number >= len(with_text):
            canvas.drawInlineImage(page.render(scale=200 / 72).to_pil(), 0, 0, *A4)
            canvas.showPage()
    canvas.save()
    if with_text:
        scanned.import_pages(PdfDocument(source), list(range(len(with_text))))
    scanned.import_pages(PdfDocument(path))
    scanned.save(str(path))
    return path


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.pdf", b"", DocumentEmpty),
        ("a.xlsx", b" \n ", DocumentEmpty),
        ("a.pdf", b"\0" * 5000, DocumentDamaged),
        ("a.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog", DocumentDamaged),
        ("a.docx", b"PK\x03\x04 and no more", DocumentDamaged),
        ("a.xls", compound("Workbook"), DocumentDamaged),
        ("a.xls", b"neither", DocumentDamaged),
        ("a.pdf", protected_pdf(), DocumentProtected),
        ("a.docx", compound("EncryptedPackage"), DocumentProtected),
        ("a.xlsx", compound("EncryptedPackage"), DocumentProtected),
        ("a.doc", compound("WordDocument"), DocumentOldFormat),
        ("a.wps", compound("WordDocument"), DocumentOldFormat),
        ("a.docx", compound("WordDocument"), DocumentOldFormat),
        ("a.doc", rb"{\rtf1 text}", DocumentOldFormat),
        ("a.wps", b"anything", DocumentOldFormat),
        ("a.rar", b"Rar!\x1a\x07\x00", DocumentArchive),
        ("a.xls", b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', DocumentUnknownFormat),
        ("a.png", b"\x89PNG\r\n", DocumentUnknownFormat),
    ],
)
def test_what_can_not_be_read_says_why(tmp_path: Path, name: str, content: bytes, error: type[Exception]) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(error) as raised:
        read(path)
    assert type(raised.value) is error
    assert error_text(raised.value).startswith(name)


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".xlsx", ".xls"])
def test_a_file_that_was_cut_off_is_damaged(tmp_path: Path, suffix: str) -> None:
    path = WRITERS[suffix](tmp_path / f"a{suffix}", DISCLOSURE)
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(DocumentDamaged):
        read(path)


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_a_file_whose_content_was_changed_is_damaged(tmp_path: Path, suffix: str) -> None:
    path = WRITERS[suffix](tmp_path / f"a{suffix}", DISCLOSURE)
    data = bytearray(path.read_bytes())
    data[200:260] = bytes(60)
    path.write_bytes(data)
    with pytest.raises(DocumentDamaged):
        read(path)


def test_a_protected_excel_file_of_before_2007_is_protected(tmp_path: Path) -> None:
    """A FILEPASS record behind the first BOF of the workbook stream."""
    path = write_xls(tmp_path / "a.xls", (SUMMARY,))
    data = path.read_bytes()
    start = data.index(b"\x09\x08\x10\x00")
    path.write_bytes(data[: start + 20] + b"\x2f\x00\x06\x00" + bytes(6) + data[start + 30 :])
    with pytest.raises(DocumentProtected):
        read(path)


def test_a_file_that_is_too_large_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.pdf"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    monkeypatch.setattr(Path, "open", lambda *arguments: pytest.fail("was opened"))
    with pytest.raises(DocumentTooLarge) as raised:
        read(path)
    assert raised.value.evidence == {"file": "a.pdf", "size": 200, "limit": recognise.LARGEST_FILE // recognise.MB}


def test_an_archive_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as entry:
            for _ in range(400):
                entry.write(bytes(recognise.MB))
    assert path.stat().st_size < recognise.MB
    with pytest.raises(DocumentTooLarge):
        read(path)


def test_an_archive_that_says_less_than_it_holds_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"a" * 100_000)
    path.write_bytes(path.read_bytes().replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    with pytest.raises(DocumentDamaged):
        read(path)


@pytest.mark.parametrize(("name", "inside"), [("a.ods", "mimetype"), ("a.ofd", "OFD.xml"), ("a.xlsb", "xl/workbook.bin")])
def test_packed_formats_without_a_reader_are_named(tmp_path: Path, name: str, inside: str) -> None:
    with zipfile.ZipFile(tmp_path / name, "w") as archive:
        archive.writestr(inside, "x")
    with pytest.raises(DocumentUnknownFormat):
        read(tmp_path / name)


def test_an_archive_of_documents_is_to_be_unpacked_first(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(DocumentArchive):
        read(path)


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("other", [".pdf", ".xls", ".xlsx", ".doc", ".et", ".download"])
def test_a_wrong_suffix_is_seen_through(tmp_path: Path, suffix: str, other: str) -> None:
    path = WRITERS[suffix](tmp_path / f"a{suffix}", DISCLOSURE)
    expected = read(path)
    wrong = path.rename(path.with_suffix(other))
    assert read(wrong).blocks == expected.blocks


def test_a_file_without_any_text_is_empty(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    (tmp_path / "a.html").write_text("<html><body><script>1</script></body></html>")
    write_docx(tmp_path / "a.docx", (Page(),))
    for name in ("a.xlsx", "a.html", "a.docx"):
        with pytest.raises(DocumentEmpty):
            read(tmp_path / name)


def test_a_scanned_file_is_refused_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service.documents.pdf, "is_installed", lambda: False)
    with pytest.raises(DocumentScanned) as raised:
        read(picture_pdf(tmp_path / "a.pdf", (SUMMARY, SUMMARY)))
    assert raised.value.evidence == {"file": "a.pdf", "pages": 2}


def test_a_scanned_page_between_others_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service.documents.pdf, "is_installed", lambda: False)
    document = read(picture_pdf(tmp_path / "a.pdf", (SUMMARY,), with_text=DISCLOSURE[:2]))
    assert document.lines[0] == "东江市档案馆2024年单位预算"
    assert document.remarks == (Remark("picture_page", number=3),)


def test_every_format_has_a_reader() -> None:
    assert set(WRITERS) | {".txt"} <= set(READERS)


def test_what_was_left_out_is_told_in_a_sentence_each() -> None:
    remarks = (Remark("hidden_sheet", "底稿"), Remark("picture_page", number=3), Remark("picture_page", number=5))
    assert remark_texts(remarks) == ["  隐藏的工作表“底稿”没有读取", "  第3、5页是图片，没有读取"]
    for code in get_args(get_type_hints(Remark)["code"]):
        assert remark_texts((Remark(code, "表", 2),))
