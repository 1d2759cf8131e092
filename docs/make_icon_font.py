# ruff: noqa: INP001 - a script beside the pictures, not a package
"""Makes `assessment/ui/icons.woff2`: of the framework's icons those that a page can show.

    python -m docs.make_icon_font

A page draws an icon by its name, as a ligature of Material Symbols Rounded
(Apache License 2.0), whose four thousand icons take longer over a slow line
than all scripts together. Run it again after an icon was added, or the framework
was changed; a test says when.
"""

import argparse
import re
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from assessment.ui.static_files import HERE, ICONS, folder

ROOT = Path(__file__).parents[1]
LETTERS = "abcdefghijklmnopqrstuvwxyz_0123456789"


def icon_names() -> set[str]:
    """Return the names of the icons in our sources and in the framework's scripts."""
    ours = [each for kind in ("py", "yaml", "js") for each in (ROOT / "assessment").rglob(f"*.{kind}")]
    theirs = (folder() / "static" / "js").glob("*.js")
    texts = [path.read_text(encoding="utf-8") for path in (*ours, *theirs)]
    return {name for text in texts for name in re.findall(r"material/([a-z0-9_]+)", text)}


def ligatures(font: TTFont) -> dict[str, str]:
    """Return the glyph of each icon by its name."""
    letter_of = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
    tables = [table for lookup in font["GSUB"].table.LookupList.Lookup for table in lookup.SubTable]
    found = {}
    for table in (getattr(each, "ExtSubTable", each) for each in tables):
        for first, rest in table.ligatures.items():
            for each in rest:
                name = "".join(letter_of.get(glyph, "?") for glyph in (first, *each.Component))
                found[name] = each.LigGlyph
    return found


def main() -> None:
    """Write the font."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    whole = next((folder() / "static" / "media").glob(f"{ICONS}*"))
    font = TTFont(whole)
    letters = font.getBestCmap()
    glyphs = ligatures(font)
    options = Options(layout_closure=False, layout_features=["*"], flavor="woff2", name_IDs=[0, 1, 2, 13, 14])
    subsetter = Subsetter(options)
    wanted = icon_names() & glyphs.keys()
    subsetter.populate(glyphs=[*(glyphs[name] for name in wanted), *(letters[ord(each)] for each in LETTERS)])
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(HERE / "icons.woff2")


if __name__ == "__main__":
    main()
