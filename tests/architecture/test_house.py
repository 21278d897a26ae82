"""The house reads itself: what every room must keep to, whoever builds in it."""

import ast
import re
import sys
from importlib import metadata
from pathlib import Path

import pytest
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ["accounts", "community", "events", "network", "newsletter", "platform_eer_vrijheid", "post", "privacy", "web"]
PYTHON = [path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())
# Named by a library, not by us.
FOUND_BY_LIBRARIES = ("429.html", "account/", "mfa/", "allauth/", "django/", "socialaccount/", "usersessions/")
FOUND_BY_DJANGO = {"400.html", "403.html", "404.html", "500.html"}


def names(paths):
    return [str(path.relative_to(ROOT)) for path in paths]


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_says_what_it_is(room):
    readme = ROOT / room / "README.md"

    assert readme.exists(), f"{room}/README.md is missing"
    assert len(readme.read_text().splitlines()) <= 60, "a room explains itself on one page"


@pytest.mark.parametrize("path", TEMPLATES, ids=names(TEMPLATES))
def test_every_template_compiles(path):
    if path.suffix in {".html", ".txt", ".mjml"}:
        get_template(str(path.relative_to(ROOT / "templates")))


def test_every_template_is_used():
    code = "\n".join(path.read_text() for path in [*PYTHON, *(ROOT / "config").glob("*.py"), *TEMPLATES])
    asked_for = {str(path.relative_to(ROOT / "templates")) for path in TEMPLATES}

    unused = {
        name
        for name in asked_for
        if name not in code and not name.startswith(FOUND_BY_LIBRARIES) and name not in FOUND_BY_DJANGO
    }

    assert unused == set()


def test_a_form_in_a_part_that_stands_alone_is_given_its_csrf_token():
    """Without it the button of the part answers 403 in a browser, and 302 to a test."""
    alone = re.compile(r'{% include "([^"]+)"((?:(?!%}).)*) only %}')
    included = [(path, *found) for path in TEMPLATES for found in alone.findall(path.read_text())]
    without = [
        (str(path.relative_to(ROOT)), part)
        for path, part, given in included
        if "{% csrf_token %}" in (ROOT / "templates" / part).read_text() and "csrf_token=csrf_token" not in given
    ]

    assert len(included) > 50
    assert without == []


def test_no_page_carries_inline_style_or_script():
    """S18: the content security policy would block them, so nobody may write them (mail is not a page)."""
    inline = re.compile(
        r"<style(?![^>]*nonce)|<script(?![^>]*(?:\bsrc=|nonce=|application/json))|\sstyle=|\son[a-z]+=", re.I
    )
    pages = [path for path in TEMPLATES if path.suffix == ".html" and "mail" not in path.relative_to(ROOT).parts]

    assert [str(p.relative_to(ROOT)) for p in pages if inline.search(p.read_text())] == []


# S1: each place that vouches for its own HTML, with the reason.
VOUCHES = {
    "web/templatetags/parts.py": "icons from our own files",
}


def test_a_part_fetched_out_of_another_page_leaves_the_title_alone():
    """Htmx takes over the title of any page it fetches, so also of one of which it shows a part."""
    fetched = re.compile(r'<[^>]*hx-trigger="load[^>]*hx-select=[^>]*>')
    tags = [tag for path in TEMPLATES for tag in fetched.findall(path.read_text())]

    assert tags
    assert [tag for tag in tags if "ignoreTitle:true" not in tag] == []


def test_only_named_places_vouch_for_html():
    word = re.compile(r"mark_safe|\|\s*safe\b|autoescape off|SafeString\(")

    pages = [path for path in TEMPLATES if path.suffix != ".txt"]  # plain text has nothing to escape
    found = {str(path.relative_to(ROOT)) for path in [*PYTHON, *pages] if word.search(path.read_text())}

    assert found - set(VOUCHES) == set()


def test_no_sql_is_built_from_strings():
    """S3: no extra(), and no f-string, % or + handed to execute() or raw()."""
    found = []
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                built = node.args and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
                if node.func.attr in {"execute", "raw", "RawSQL"} and built:
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == []


def test_views_see_people_only_through_visible_to():
    """A view that asks for people or organisations otherwise would show what its reader may not see."""
    asked = re.compile(r"\b(Person|Organisation|ContactMoment|Campaign|Event)\.objects\.(?!visible_to\b)")
    views = [path for path in PYTHON if "views" in path.parts or path.stem == "views"]

    found = [
        f"{path.relative_to(ROOT)}: {match.group(0)}" for path in views for match in asked.finditer(path.read_text())
    ]

    assert found == []


def test_mail_leaves_through_the_post_alone():
    """Z31: one function guards all sends, so nobody else talks to a mail server or Django's mail functions."""
    sends = re.compile(r"\bsmtplib\b|\bsend_mail\(|\bEmailMessage\(|\bEmailMultiAlternatives\(|\.email_user\(")
    allowed = {"post"}

    found = {
        str(p.relative_to(ROOT))
        for p in PYTHON
        if p.relative_to(ROOT).parts[0] not in allowed and sends.search(p.read_text())
    }

    assert found == set()


def test_functions_stay_short():
    """Aim at 15 lines; nobody passes 40 without being looked at here (docstring and signature not counted)."""
    looked_at: set[str] = set()
    long = set()
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                if body and body[-1].end_lineno - body[0].lineno >= 40:
                    long.add(f"{path.relative_to(ROOT)}:{node.name}")
    assert long == looked_at


def test_files_stay_under_three_hundred_lines():
    looked_at = {"network/privacy.py"}  # a register: one line for each field of the room
    assert {str(p.relative_to(ROOT)) for p in PYTHON if len(p.read_text().splitlines()) > 300} == looked_at


def imported_at_run_time(path):
    """Yield the top-level modules that this file imports when it runs, not only when its types are checked."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module.split(".")[0]


@pytest.mark.parametrize(("lock", "folders"), [("base", [*ROOMS, "config"]), ("demo", ["demo"])])
def test_what_runs_imports_only_what_is_installed_to_run(lock, folders):
    """A newcomer's machine has no test tools: what only they bring along is missing there."""
    locked = (ROOT / "requirements" / f"{lock}.txt").read_text()
    installed = {name.lower().replace("_", "-") for name in re.findall(r"(?m)^([\w.-]+)==", locked)}
    ours = {path.name for path in ROOT.iterdir()} | {"manage"}
    sources = metadata.packages_distributions()

    missing = set()
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        for module in set(imported_at_run_time(path)) - ours - sys.stdlib_module_names:
            packages = {re.sub("[._]", "-", name.lower()) for name in sources.get(module, [module])}
            if not packages & installed:
                missing.add(f"{path.relative_to(ROOT)}: {module}")

    assert missing == set()
