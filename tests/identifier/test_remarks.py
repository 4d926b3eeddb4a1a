import pytest

from accelagent.identifier.languages import parse
from accelagent.identifier.remarks import remarked, remarked_bytes

C = "%s\nint work(char *p, unsigned n)\n{\n    return p[n];\n}\n"


def of(comment: str, path: str = "a.c", shape: str = C) -> tuple[str, tuple[int, int] | None]:
    source = parse(path, (shape % comment).encode())
    [function] = source.functions
    return remarked(source, function), remarked_bytes(source, function)


@pytest.mark.parametrize(
    "comment",
    [
        "/* run once per device by the installer */",
        "// Called once, when the key is loaded.",
        "/* from main() before the loop starts */",
        "/**\n * Checks the image at boot.\n */",
        "// The daemon's own certificate, made during initialization.",
    ],
)
def test_comments_say_that_a_function_runs_once(comment):
    assert of(comment)[0] == "setup"


@pytest.mark.parametrize(
    "comment",
    [
        "/* called once per frame */",
        "// All of it at once.",
        "/* once for each request of the pool */",
        "// The bootstrap sample of one tree.",
        "",
    ],
)
def test_other_comments_say_nothing_of_frequency(comment):
    assert of(comment)[0] == ""


def test_the_error_path_is_named():
    assert of("/* error path: the report that goes to the log */")[0] == "error"


def test_comments_name_bytes():
    assert of("/* blocks of 256 KiB to 1 MiB */")[1] == (256 << 10, 1 << 20)
    assert of("// at most 300 bytes of JSON")[1] == (300, 300)
    assert of("/* 32 KiB window, 16-byte tag */")[1] is None
    assert of("/* 95 MB/s on one core */")[1] is None


def test_a_comment_above_another_function_is_not_this_ones():
    text = b"// called once\nint a(void) { return 1; }\n\nint b(void) { return 2; }\n"
    source = parse("a.c", text)
    assert [remarked(source, f) for f in source.functions] == ["setup", ""]


def test_docstrings_are_read():
    source = parse("a.py", b'def load(p):\n    """Read once at startup."""\n    return p\n')
    assert remarked(source, source.functions[0]) == "setup"
