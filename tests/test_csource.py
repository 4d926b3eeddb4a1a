import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accelagent import csource
from accelagent.cconstants import enumerators, fold

SOURCE = rb"""
#define BLOCK_SIZE (64*1024) /* bytes */
#define TWICE (BLOCK_SIZE \
    * 2)
enum { A = 3, B, C };
static const int K = 7;
struct q { unsigned char buf[BLOCK_SIZE]; char *p; int n; };
int f(a, b) int a; char *b;
{
    size_t n = 1u << 20;
    int m = 3;
    unsigned char row[512];
    uint16_t grid[4][8];
    m++;
    for (;;) {
        int r = deflate(&z, Z_FINISH);
        (void)deflate(&z, B);
        while (compress2(a, /* hi */ b, c)) { }
    }
    list_for_each(x, y) { crc32(0, p, n); }
    crc32(1, p, q->n);
}
static char *const *g(void *x) { "deflate(1)"; /* deflate(2) */ return memcpy(x, y, sizeof q->buf); }
"""


@pytest.fixture(scope="module")
def source() -> csource.SourceFile:
    return csource.parse("a.c", SOURCE)


def test_functions_are_found_with_their_lines(source):
    assert [(f.name, f.start_line) for f in source.functions] == [("f", 8), ("g", 23)]
    assert source.functions[0].end_line == 22
    assert source.functions[0].body.type == "compound_statement"
    assert source.parameters(source.functions[0]) == ("a", "b")
    assert source.parameters(source.functions[1]) == ("x",)


def test_calls_carry_loops_use_and_exact_bytes(source):
    found = source.calls({"deflate", "compress2", "crc32", "memcpy"})
    assert [(s.call.name, s.loop_depth, s.result_used) for s in found] == [
        ("deflate", 1, True),
        ("deflate", 1, False),
        ("compress2", 2, True),
        ("crc32", 1, False),
        ("crc32", 0, False),
        ("memcpy", 0, True),
    ]
    assert found[2].call.arguments == ("a", "b", "c")
    call = found[1].call
    assert SOURCE[call.start_byte : call.end_byte] == b"deflate(&z, B)"
    assert SOURCE[slice(*found[1].statement)] == b"(void)deflate(&z, B);"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("n", 1 << 20),
        ("m", None),  # it is stepped
        ("a", None),
        ("TWICE", 131072),
        ("sizeof row", 512),
        ("sizeof(row[0])", 1),
        ("sizeof grid", 64),
        ("sizeof(q->buf)", 65536),
        ("sizeof(q->p)", 8),
        ("sizeof *b", 1),
        ("sizeof(struct q)", 65552),
        ("sizeof(uint32_t[4])", 16),
        ("B*2 + C", 13),
        ("K", 7),
        ("(size_t)n*4", 4 << 20),
        ("MIN(n, 4096)", 4096),
        ("a ? 2 : 3", None),
        ("1 ? 2 : 3", 2),
        ("2 - 1 - 1", 0),
        ("1 << 2 + 1", 8),
        ("-7 / 2", -3),
        ("010 + 0x10u", 24),
        ("~0x0f & 0xff", 240),
        ("1'000", 1000),
        ("1.5", None),
        ("1 / 0", None),
        ("1 << 70", None),
        ("", None),
        ("(" * 500 + "1" + ")" * 500, None),
    ],
)
def test_constants_fold_as_in_c(source, expression, value):
    assert source.value(expression, source.functions[0]) == value


def test_a_macro_that_names_itself_is_no_constant():
    assert csource.parse("a.c", b"#define A B\n#define B A\n").value("A") is None


def test_last_assignment_before_the_place_counts():
    text = b"void f(void) { int n = 1; g(n); n = 2; g(n); }"
    source = csource.parse("a.c", text)
    first, second = source.calls({"g"})
    values = [source.value("n", s.function, s.call.start_byte) for s in (first, second)]
    assert values == [1, 2]


def test_address_taken_means_unknown():
    source = csource.parse("a.c", b"void f(void) { int n = 1; h(&n); g(n); }")
    [site] = source.calls({"g"})
    assert source.value("n", site.function, site.call.start_byte) is None


@pytest.mark.parametrize(
    ("path", "text", "language"),
    [
        ("a.h", b"int f(void);", "c"),
        ("a.h", b"namespace x { class Y; }", "cpp"),
        ("a.h", b"struct X { int f() const { return 1; } };", "cpp"),
        ("a.cc", b"int f();", "cpp"),
        ("a.c", b"int class;", "c"),
    ],
)
def test_language_follows_suffix_and_for_headers_content(path, text, language):
    assert csource.parse(path, text).language == language


def test_cpp_names_resolve():
    text = b"""namespace a { struct X { int go() { auto f = [&] { return ::deflate(&z, 4); }; std::memcpy(a, b, c);
        other::memcpy(1); x->memcpy(2); for (auto &e : v) crc32(0, e, 4); } };
        int X::operator()(int) { deflate(2); } Status &Z::get() { deflate(3); } X::~X() { deflate(4); } }"""
    found = csource.parse("a.cpp", text).calls()
    assert [(s.call.name, s.function.name) for s in found] == [
        ("deflate", "go"),
        ("memcpy", "go"),
        ("crc32", "go"),
        ("deflate", "operator()"),
        ("deflate", "get"),
        ("deflate", "~X"),
    ]
    assert found[2].loop_depth == 1


def test_code_torn_by_preprocessor_still_has_functions():
    text = b"int x(void)\n{\n#ifdef A\n if (a) {\n#else\n if (b) {{\n#endif\n deflate(&z, 1);\n}\nint y(void)\n{\n}\n"
    [site] = csource.parse("b.c", text).calls({"deflate"})
    assert site.function.name == "x"


def test_bytes_that_are_not_utf8_are_kept_in_place():
    text = b'/* \xff\xfe */ void f(void) { deflate("\xe9", 4); }'
    [site] = csource.parse("a.c", text).calls({"deflate"})
    assert text[site.call.start_byte : site.call.end_byte] == b'deflate("\xe9", 4)'


@pytest.mark.parametrize("opening", [b"while(1){", b"(", b"f(", b"{", b"if(a)", b"a?b:", b"1+"])
def test_nesting_costs_no_stack(opening):
    depth = 20000
    source = csource.parse("a.c", b"void f(){" + opening * depth + b"deflate(1);")
    assert source.errors >= 0
    assert len(source.calls({"deflate"})) <= 1


def test_includes_are_listed_with_the_place_after_them():
    text = b'#include <zlib.h>\n# include "a.h" // x\nint a;\n'
    assert csource.includes(text) == (("<zlib.h>", 18), ('"a.h"', text.index(b"int")))


def test_enumerators_are_read_without_parsing():
    assert enumerators(b"enum x { A = 1 << 4, B, C = 3 /* c */ };") == {"A": "1 << 4", "C": "3"}


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(SOURCE) - 1), st.sampled_from([b"", b"{", b")", b"\x00", b"#", b'"', b"\xff"])
        )
    )
)
def test_mutated_source_never_fails(changes):
    text = bytearray(SOURCE)
    for at, new in changes:
        text[at : at + 1] = new
    for path in ("a.c", "a.cpp"):
        source = csource.parse(path, bytes(text))
        for site in source.calls():
            assert source.line(site.call.start_byte) == site.call.line
            for argument in site.call.arguments:
                source.value(argument, site.function, site.call.start_byte)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="0123456789abx()+-*/%<>&|^~!?:,. sizeof'\\u[]", max_size=60))
def test_folding_any_text_gives_a_number_or_none(text):
    assert isinstance(fold(text), int | None)


def test_a_member_keeps_its_size_beside_a_local_of_its_name():
    text = b"struct s { char pix[64 * 4]; }; void f(struct s *s, char *pix) { memcpy(s->pix, pix, sizeof s->pix); }"
    source = csource.parse("a.c", text)
    function = source.functions[0]
    assert source.value("sizeof s->pix", function) == 256
    assert source.value("sizeof(s->pix)", function) == 256
    assert source.value("sizeof pix", function) == 8
