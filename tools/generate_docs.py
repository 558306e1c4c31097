"""Writes the generated pages of docs/: one page per check, one per construct, and their indexes, from the docstrings.

`python -m tools.generate_docs` writes them; with `--check` it writes nothing, shows what differs, and fails.
"""

import argparse
import difflib
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from iot_posture.analysis import Check, EachResource, WholeApp
from iot_posture.checks import CHECKS
from tools.construct_pages import construct_pages
from tools.mapping_pages import ids, mapping_rows, mappings_page

ROOT = Path(__file__).resolve().parent.parent
GENERATED = ("docs/checks", "docs/constructs")
"""Folders that hold generated pages and nothing else; docs/settings.md is generated too."""


def pages() -> Mapping[str, str]:
    """Every generated page: its path in the repository, and its text."""
    return {**dict(check_pages()), **dict(construct_pages())}


def check_pages() -> Iterator[tuple[str, str]]:
    """The index of the checks, the page of the mappings, and a page for each check."""
    rows = [f"| [{c.id}]({c.id}.md) | {c.severity} | {c.name} | {c.title} | {', '.join(ids(c))} |" for c in CHECKS]
    intro = """What `iot-posture check` finds. `iot-posture explain ID` prints a page on the terminal. The last
column names the audit check of AWS IoT Device Defender that finds the same, and the controls that a finding speaks to:
[mappings](mappings.md)."""
    heads = "| Check | Severity | Name | What it finds | Maps to |"
    table = "\n".join([heads, "| --- | --- | --- | --- | --- |", *rows])
    yield "docs/checks/index.md", f"# Checks\n\n{intro}\n\n{table}\n"
    yield "docs/checks/mappings.md", mappings_page(CHECKS)
    for check in CHECKS:
        yield f"docs/checks/{check.id}.md", check_page(check)


def check_page(check: Check) -> str:
    """The page of one check."""
    fact, _, rest = check.page.strip().partition("\n")
    facts = {
        "Name": f"`{check.name}`",
        "Severity": check.severity,
        "Looks at": scope_of(check),
        "Since": check.since,
        "AWS IoT Device Defender": f"`{check.device_defender}`"
        if check.device_defender
        else "no audit check finds this",
        **mapping_rows(check),
    }
    table = "\n".join(["| | |", "| --- | --- |", *(f"| {name} | {value} |" for name, value in facts.items())])
    page = f"# {check.id}: {fact.rstrip('.')}\n\n{table}\n\n{rest.strip().replace('### ', '## ')}\n"
    references = "\n".join(f"- <{reference}>" for reference in check.references)
    return f"{page}\n## References\n\n{references}\n" if references else page


def scope_of(check: Check) -> str:
    """What a check looks at, in words."""
    match check.scope:
        case EachResource(types, _):
            return ", ".join(f"`{name}`" for name in types) or "every resource"
        case WholeApp():
            return "all templates of an app together"
        case _:
            return "acknowledgements that no finding needed"


def differences() -> Iterator[str]:
    """A diff for each page that is not as it would be written, and for each that would not be written at all."""
    wanted = pages()
    present = {str(file.relative_to(ROOT)) for folder in GENERATED for file in (ROOT / folder).rglob("*.md")}
    present |= {path for path in wanted if (ROOT / path).is_file()}
    for path in sorted(present | set(wanted)):
        old = (ROOT / path).read_text(encoding="utf-8") if path in present else ""
        new = wanted.get(path, "")
        yield from difflib.unified_diff(
            old.splitlines(), new.splitlines(), f"{path} (as it is)", f"{path} (generated)", "", "", 1, ""
        )


def main() -> int:
    """Write the pages, or show how they differ."""
    parser = argparse.ArgumentParser(description="Writes the generated pages of docs/.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a page differs")
    if parser.parse_args().check:
        found = list(differences())
        if found:
            print("\n".join(found))
            print(
                "generate_docs: the generated pages are not up to date. Next: `make docs`, and commit docs/",
                file=sys.stderr,
            )
        return 1 if found else 0
    wanted = pages()
    for folder in GENERATED:
        for file in (ROOT / folder).rglob("*.md"):
            if str(file.relative_to(ROOT)) not in wanted:
                file.unlink()
    for path, text in wanted.items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
