"""Documents of the user's own: read, cut, found again with their place, and refused in one line."""

import pytest

from accelagent.errors import SourceError
from accelagent.knowledge import add, own, search


@pytest.fixture(autouse=True)
def _own_data(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))


def pdf(text: str) -> bytes:
    """A one-page PDF in the format's own words."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % p for p in places)
    start = len(out)
    return (
        out
        + b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            table,
            start,
        )
    )


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("a.md", b"# One\nnothing\n\n## Two\nThe zyxBounceRing of our house.\n", "lines 4 to 5"),
        ("a.txt", b"The zyxBounceRing of our house.\n", "line 1"),
        ("a.html", b"<style>p{}</style><h2>Two</h2><p>The zyxBounceRing of our house.<script>no</script>", "line"),
        ("a.pdf", pdf("The zyxBounceRing of our house."), "page 1"),
    ],
)  # fmt: skip
def test_a_document_is_found_by_a_part_of_an_identifier_and_cites_its_place(tmp_path, name, content, place):
    (tmp_path / name).write_bytes(content)
    assert add(tmp_path / name) == len(own()) >= 1
    found = search("bounce ring zyx")[0]
    assert found.title.startswith(name)
    assert str(tmp_path / name) in found.sources[0]
    assert place in found.sources[0]
    assert "zyxBounceRing" in found.text
    assert "script" not in found.text


def test_adding_again_replaces(tmp_path):
    (tmp_path / "a.md").write_text("# zyxold\n\n# more\n")
    add(tmp_path)
    (tmp_path / "a.md").write_text("# zyxnew\n")
    assert add(tmp_path) == 1
    assert [e.title for e in own()] == ["a.md: zyxnew"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("a.docx", b"x", "allowed: .md"), ("a.pdf", b"no pdf", "no readable PDF"), ("a.txt", b" \n", "no text")],
)
def test_what_cannot_be_read_is_refused_with_what_is_allowed(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=said):
        add(tmp_path / name)
    assert own() == ()
